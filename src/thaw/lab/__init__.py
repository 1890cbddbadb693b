"""The lab: a page on this machine on which runs are watched while they are made; see `thaw lab`."""
