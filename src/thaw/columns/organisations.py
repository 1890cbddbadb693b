"""Columns of officials and their circles, of parties abroad, and of armed units."""

from thaw.columns.column import Column, F, I

OFFICIALS = {
    "polity": Column(I, "row", 0, "row in polities"),
    "rank": Column(F, "1", 0, "0 for the first post, then 1, 2 ..."),
    "position": Column(F, "1", 0, "private position, -1 hold the line to 1 reform"),
    "complicity": Column(F, "share", 0.6, "part in past repression"),
    "standing": Column(F, "share", 0.5, "support among colleagues and apparatus"),
    "in_office": Column(F, "1", 1, "1 in office, 0 out"),
    "alive": Column(F, "1", 1, "0 from the day of death, set by the case"),
    "doubt": Column(F, "share", 0, "private doubt of what was done, 0 none"),
    "lost_on": Column(F, "day", -1, "when he was last voted down; -1 = never"),
    "suspicion": Column(F, "share", 0.2, "fear of being accused"),
    "address": Column(I, "1", 0, "32-bit hash of his name or number, by which he draws"),
    "place": Column(I, "row", -1, "row in places of the body he belongs to; -1 = none"),
    "police": Column(F, "1", 0, "1 for those who arrest and question"),
    "army": Column(F, "1", 0, "1 for those who command the army"),
    "opposed": Column(F, "1", 0, "1 for those who once voted against the leadership"),
    "foreign": Column(F, "1", 0, "1 for those of a people with a state of its own abroad"),
    "entered": Column(F, "1", 0, "1 for those of the last intake, 0 for the old ones"),
    "patron": Column(I, "row", -1, "official to whom he owes his post; -1 = nobody"),
    "clients": Column(I, "1", 0, "officials who owe him theirs"),
    "client_slot": Column(I, "1", 0, "which of his patron's clients he is, from 0"),
    "first_client": Column(I, "row", -1, "first of his clients; -1 = none"),
    "next_client": Column(I, "row", -1, "next client of the same patron; -1 = no more"),
    "next_work": Column(I, "row", -1, "next in the ring of those who work together"),
    "work_size": Column(I, "1", 0, "members of that ring, himself among them"),
    "work_circle": Column(I, "row", -1, "that ring, a row in circles; -1 = none"),
    "next_past": Column(I, "row", -1, "next in the ring of those who once served together"),
    "past_size": Column(I, "1", 0, "members of that ring, himself among them"),
    "past_circle": Column(I, "row", -1, "that ring, a row in circles; -1 = none"),
    "accused": Column(F, "1", 0, "accusations that stand against him, fading"),
    "named": Column(F, "1", 0, "accusations made against him in the last step"),
    "naming": Column(F, "persons", 0, "persons he names, heard in the next step"),
    "named_by": Column(F, "row", -1, "who named him last by confession; -1 = nobody"),
    "denounced": Column(F, "persons", 0, "persons he named while at liberty, cumulative"),
    "arrested_on": Column(F, "day", -1, "when he was arrested; -1 = never"),
    "fate": Column(
        F, "1", 0, "0 at liberty, 1 arrested, 2 has confessed, 3 sent to a camp, 4 shot, 5 let go"
    ),
    "cleared_on": Column(
        F, "day", -1, "when he was cleared of what he was charged with; -1 = never"
    ),
    "criticised": Column(F, "1", 0, "accusations answered by criticism, cumulative"),
    "plotting": Column(F, "1", 0, "1 for those who do conspire"),
    "filled": Column(F, "1", 1, "1 while somebody holds his post"),
    "holders": Column(F, "persons", 1, "persons who have held his post, himself the first"),
}

CIRCLES = {
    "first": Column(I, "row", -1, "one of its officials; the ring leads to the others"),
    "past": Column(I, "1", 0, "1 where they once served together, 0 where they work together"),
    "names": Column(F, "persons", 0, "persons whom its members now name, along whatever tie"),
}

PARTIES = {
    "address": Column(I, "1", 0, "32-bit hash of its name, by which it draws"),
    "members": Column(F, "persons", 0, "members of a party abroad"),
    "norm": Column(F, "persons", 0, "membership in quiet times"),
    "reconciled": Column(
        F, "share", 0.1, "of its members: the wing that makes its peace with liberal order"
    ),
    "searching": Column(F, "share", 0.1, "of its members: those who look for a way of their own"),
    "start_reconciled": Column(F, "share", 0.1, "the first of these wings at the start"),
    "start_searching": Column(F, "share", 0.1, "the second of these wings at the start"),
    "tie": Column(F, "share", 0.9, "weight of the hegemon's word in the party"),
    "start_tie": Column(F, "share", 0.9, "the same at the start"),
    "press": Column(
        F, "share", 1, "part of what the hegemon says behind closed doors that can be read there"
    ),
    "rooted": Column(
        F, "share", 0, "part of what holds its members that has nothing to do with the hegemon"
    ),
    "pull": Column(F, "share", 0, "weight as a second centre for the parties of others"),
    "lean": Column(F, "1", 0, "what it stands for as a centre: -1 the old line, 1 reform"),
    "heard": Column(F, "share", 0, "part of the hegemon's past repression known to members"),
    "doubt": Column(F, "share", 0, "members who are shaken, fading over years"),
    "entries_counted": Column(F, "1", 0, "interventions already in `doubt`"),
    "leaders_counted": Column(F, "1", 0, "the hegemon's changes of leader already in `doubt`"),
    "left": Column(F, "persons", 0, "members who have left, cumulative"),
    "apart": Column(F, "persons", 0, "in organisations of those who split off, fading"),
    "n_split": Column(F, "1", 0, "splits, cumulative"),
}

UNITS = {
    "polity": Column(I, "row", 0, "polity of origin"),
    "place": Column(I, "row", 0, "row in places"),
    "kind": Column(I, "row", 0, "row in UNIT_KINDS"),
    "strength": Column(F, "persons", 0, "soldiers or police"),
    "loyalty": Column(F, "share", 0.9, "share that would obey an order to fire"),
    "contact": Column(F, "day", 0, "days in contact with crowds, fading after rotation"),
    "informed": Column(F, "share", 0.2, "knowledge of what the crowd wants"),
    "gone": Column(F, "persons", 0, "of its men, those now on the other side with their arms"),
    "defected": Column(F, "persons", 0, "men who went over, cumulative"),
}
