"""Base rates of a society, how far it stands from acting, and the emulator that priors are matched with."""
