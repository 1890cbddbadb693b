"""Made-up tables in the format of others: no row of them tells of anything that happened."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random

HEADERS = """
acled: event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1
  actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude
  longitude geo_precision source source_scale notes fatalities tags timestamp
mm: id country ccode year region protest protestnumber startday startmonth startyear endday endmonth endyear
  protesterviolence location participants_category participants protesteridentity protesterdemand1 protesterdemand2
  protesterdemand3 protesterdemand4 stateresponse1 stateresponse2 stateresponse3 stateresponse4 stateresponse5
  stateresponse6 stateresponse7 sources notes
mmad: id cowcode location latitude longitude asciiname event_date side actors issue scope part_violence sec_engagement
  numparticipants avg_numparticipants source version
ged: id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id
  dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources
  source_article source_office source_date source_headline source_original where_prec where_coordinates
  where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity
  date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob
navco_2: id camp_name location year cyear target camp_goals prim_meth camp_size camp_size_cat success
navco_1: NAVCOID CAMPAIGN LOCATION BYEAR EYEAR TARGET SUCCESS LIMITED FAILURE ONGOING VIOL NONVIOL FSELFDET REGCHANGE
  SECESSION OTHER
navco_20: campaign location year cyear lccode target tccode navco1designation camp_orgs camp_size camp_size_est
  camp_goals success progress id prim_method
navco_3: coder event_desc country_name cowcode date source_title geo_scope localities actor_id cameo_actor_3
  cameo_actor_6 cameo_actor_9 event_actor_list verb_10 verb_100 verb_1000 target_3 target_6 target_9 camp_goals
  tactical_choice nv_categ nc_type nv_commission nv_concentration nv_tactic_ns v_tactic_ns st_posture fatal_casu
  injuries num_partic_event damage econ_impact econ_impact_aux arbitration notes decision
acled_2015: GWNO EVENT_ID_CNTY EVENT_ID_NO_CNTY EVENT_DATE YEAR TIME_PRECISION EVENT_TYPE ACTOR1 ALLY_ACTOR_1 INTER1
  ACTOR2 ALLY_ACTOR_2 INTER2 INTERACTION COUNTRY ADMIN1 ADMIN2 ADMIN3 LOCATION LATITUDE LONGITUDE GEO_PRECISION SOURCE
  NOTES FATALITIES
vdem: country_name country_text_id country_id year historical_date COWcode e_pop v2x_polyarchy v2x_polyarchy_codelow
  v2x_polyarchy_codehigh v2x_clphy v2x_clphy_codelow v2x_clphy_codehigh v2x_freexp_altinf v2x_freexp_altinf_codelow
  v2x_freexp_altinf_codehigh v2x_frassoc_thick v2x_frassoc_thick_codelow v2x_frassoc_thick_codehigh
"""
HEADER = {
    part.split(":")[0]: part.split(":")[1].split()
    for part in HEADERS.replace("\n  ", " ").strip().splitlines()
}
"""Names of the columns of each format."""

TOWNS = {
    "Onhava": ("48.10", "20.30", 60),
    "Yeslove": ("47.60", "21.10", 30),
    "Kalixhaven": ("48.90", "19.20", 20),
    "Bregberg": ("48.40", "20.90", 10),
}
"""Towns of Zembla with latitude, longitude and how often they are named."""

TYPES = (
    ("Protests", "Peaceful protest", 70),
    ("Protests", "Protest with intervention", 12),
    ("Protests", "Excessive force against protesters", 5),
    ("Riots", "Violent demonstration", 12),
    ("Riots", "Mob violence", 4),
    ("Strategic developments", "Arrests", 6),
    ("Strategic developments", "Other", 4),
    ("Battles", "Armed clash", 2),
)
CROWDS = (
    "crowd size=no report", "crowd size=around 300", "crowd size=hundreds", "crowd size=at least 1,000",
    "crowd size=between 200 and 500; women targeted", "crowd size=several thousand", "", "crowd size=tens of thousands",
    "crowd size=5,000 (police), 20,000 (organisers)", "local administrators; crowd size=dozens",
)  # fmt: skip


def text(header: list[str], rows: list[dict[str, str]], separator: str = ",") -> str:
    """CSV of rows, whose missing cells are empty."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval="", delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def acled_row(k: int, **cells: str) -> dict[str, str]:
    """One row in the columns of ACLED since 2023."""
    plain = {
        "event_id_cnty": f"ZEM{k}", "event_date": "2019-03-04", "year": "2019", "time_precision": "1",
        "disorder_type": "Demonstrations", "event_type": "Protests", "sub_event_type": "Peaceful protest",
        "actor1": "Protesters (Zembla)", "inter1": "Protesters", "region": "Europe", "country": "Zembla",
        "admin1": "Onhava", "location": "Onhava", "latitude": "48.10", "longitude": "20.30", "geo_precision": "1",
        "source": "Zemblan Courier", "source_scale": "National", "notes": f"People gather, {k}.", "fatalities": "0",
        "tags": "crowd size=no report", "timestamp": "1700000000",
    }  # fmt: skip
    return plain | cells


def acled(n: int = 150, seed: int = 5) -> list[dict[str, str]]:
    """Two years of unrest in Zembla, with a wave in the autumn of the second."""
    luck = random.Random(seed)
    rows = []
    for k in range(n):
        wave = luck.random() < 0.5
        day = dt.date(2019, 1, 1) + dt.timedelta(luck.randrange(730))
        if wave:
            day = dt.date(2020, 9, 10) + dt.timedelta(int(luck.expovariate(1 / 20)) % 100)
        event, sub = luck.choices([t[:2] for t in TYPES], [t[2] for t in TYPES])[0]
        town = luck.choices(list(TOWNS), [t[2] for t in TOWNS.values()])[0]
        dead = luck.choice(("1", "3", "12")) if event == "Battles" or "Excessive" in sub else "0"
        rows.append(
            acled_row(
                k + 1,
                event_date=f"{day:%d %B %Y}",
                year=str(day.year),
                time_precision=luck.choice("1111123"),
                event_type=event,
                sub_event_type=sub,
                location=town,
                latitude=TOWNS[town][0],
                longitude=TOWNS[town][1],
                tags=luck.choice(CROWDS) if event in ("Protests", "Riots") else "",
                fatalities=dead,
                source=luck.choice(("Zemblan Courier", "Radio Onhava; Agence Nord")),
                notes=f"People gather in {town},\nas told on day {k}."
                if k % 9 == 0
                else f"People gather in {town}.",
            )
        )
    return rows
