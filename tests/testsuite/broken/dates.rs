//! What is said to have happened, and lies after today.

use super::Broken;

pub(super) const WARNINGS: &[Broken] = broken! {
    "a report of the future": "content/teams/alpha/reports/2026-12-01.toml" "summary = \"x\"\n" => "W408" 1 "correct the date";
    "an action opened in the future": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2027-01-05\ndue = 2027-02-05\n" => "W408" 4 "the action is left out";
    "an action closed in the future": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\nstatus = \"done\"\nclosed = 2027-01-05\n" => "W408" 6 "counts as open";
    "an update of the future": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\n[[actions.updates]]\ndate = 2027-01-20\n" => "W408" 6 "the update is left out";
    "an incident of the future": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nstarted = 2027-02-01T09:00:00Z\n+++\n" => "W408" 3 "the incident is left out";
    "an incident noticed in the future": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nstarted = 2026-02-01T09:00:00Z\ndetected = 2027-02-01T09:10:00Z\n+++\n" => "W408" 4 "correct the date";
    "an incident restored in the future": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nstarted = 2026-02-01T09:00:00Z\nrestored = 2027-02-01T09:10:00Z\n+++\n" => "W408" 4 "counts as open";
    "a release finished in the future": "content/teams/alpha/releases.toml" "[[releases]]\nname = \"1.0\"\nstarted = 2026-03-01\nfinished = 2026-03-02\noutcome = \"failed\"\n" => "W408" 4 "counts as not finished";
    "a tech share held in the future": "content/tech-shares/contracts.md" "+++\ntitle = \"C\"\ndate = 2026-03-01\nstatus = \"held\"\n+++\n" => "W408" 3 "counts as planned";
    "a review held in the future": "content/teams/alpha/war/q1.toml" "date = 2026-03-05\n" => "W408" 1 "`status = \"planned\"`";
    "an incident of the future in a template": "content/teams/alpha/scorp.md" "## Incidents\n| Incident | Date | Description | TTR |\n|--|--|--|--|\n| 12 | 2026-03-05 | Down | 1h |\n" => "W408" 4 "the incident is left out";
    "a row of the future": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-12-01,errors,3\n" => "W408" 2 "correct the date";
    "a month of the future in a template": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| March 2026 | 1 |\n| Jan 2026 | 1 |\n" => "W408" 4 "correct the month";
    "an exercise of the future": "content/teams/alpha/reports/2026-02-01.toml" "summary = \"x\"\n[[exercises]]\nkind = \"game-day\"\ndate = 2026-03-01\n" => "W408" 4 "the exercise is left out";
    "an exercise of the future beside reports": "content/teams/alpha/team.toml" "[[workloads]]\nid = \"api\"\n[[exercises]]\nkind = \"game-day\"\ndate = 2026-03-01\n" => "W408" 5 "the exercise is left out";
    "an exercise of the future in a template": "content/teams/alpha/scorp.md" "## Chaos Testing Sessions\n| Initiative | When | Test Charter |\n|--|--|--|\n| Game day | 2026-03-05 | Lose a zone |\n" => "W408" 4 "it is left out";
    "a look at threats of the future": "content/teams/alpha/team.toml" "[[workloads]]\nid = \"api\"\n[[threat_models]]\nworkload = \"api\"\n[[threat_models.reviews]]\ndate = 2026-03-01\nopen = 4\n" => "W408" 6 "is left out";
    "a look at threats of the future in a template": "content/teams/alpha/scorp.md" "## Threat Models\n| Workload | Open Threats | Last Reviewed |\n|--|--|--|\n| api | 3 | 2026-03-12 |\n" => "W408" 4 "it is left out";
    "a review held in the future in a template": "content/teams/alpha/scorp.md" "## Well Architected Reviews\n| Workload | Date | Lens Applied | Status |\n|--|--|--|--|\n| api | 2026-03-12 | Serverless | Complete |\n" => "W408" 4 "Planned";
};
