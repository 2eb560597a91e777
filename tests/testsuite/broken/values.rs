//! Numbers that can be read and can hardly be meant.

use super::Broken;

pub(super) const WARNINGS: &[Broken] = broken! {
    "a target that its unit leaves behind": "content/metrics.toml" "[queue]\npillar = \"cost\"\nunit = \"ms\"\ntarget = 250\n[[queue.definitions]]\nfrom = 2026-02-01\nunit = \"s\"\ntext = \"t\"\n" => "W428" 5 "`target = 0.25`";
};
