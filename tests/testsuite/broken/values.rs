//! Numbers that can be read and can hardly be meant.

use super::Broken;

pub(super) const WARNINGS: &[Broken] = broken! {
    "more of a whole than there is, typed": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nkey-transactions = 10\nkey-transactions-tested = 10\nkey-transactions-alarmed = 12\n" => "W315" 4 "correct one of them";
    "more of a whole than there is, imported": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-02-01,key-transactions,10\n2026-02-01,key-transactions-observable,12\n2026-01-18,key-transactions,10\n2026-01-18,key-transactions-observable,9\n" => "W315" 3 "correct one of them";
    "more of a whole than there is, in a template": "content/teams/alpha/scorp.md" "## Critical Business Transactions\n| Month | # of Key Transactions Identified | # with Active Alarms |\n|--|--|--|\n| Jan 2026 | 10 | 12 |\n" => "W315" 4 "correct one of them";
    "a target that its unit leaves behind": "content/metrics.toml" "[queue]\npillar = \"cost\"\nunit = \"ms\"\ntarget = 250\n[[queue.definitions]]\nfrom = 2026-02-01\nunit = \"s\"\ntext = \"t\"\n" => "W428" 5 "`target = 0.25`";
};
