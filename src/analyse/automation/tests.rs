//! What counts as automated.

use super::{Coverage, coverage, is_automated};
use crate::analyse::tests::{CONFIGURATION, portfolio};
use crate::model::cycle::CycleIndex;
use crate::model::report::{Provenance, Register};
use jiff::civil::date;

fn told(files: &[(&str, &str)]) -> String {
    let (portfolio, analysis) = portfolio(CONFIGURATION, date(2026, 2, 17), files);
    let of_cycle = |cycle: usize| {
        let found = coverage(&portfolio.teams[0], &analysis.teams[0], CycleIndex::new(cycle));
        let Coverage {
            automated,
            derived,
            metrics,
        } = found;
        let from_registers = if derived > 0 {
            format!(", {derived} derived")
        } else {
            String::new()
        };
        format!("{automated} of {metrics}{from_registers}")
    };
    (0..3).map(of_cycle).collect::<Vec<_>>().join("; ")
}

#[test]
fn typed_is_not_automated_and_imported_and_derived_are() {
    assert!(!is_automated(&Provenance::Typed));
    let total = |typed| Provenance::Total {
        typed,
        provisional: false,
    };
    assert!(!is_automated(&total(true)));
    assert!(is_automated(&total(false)));
    assert!(is_automated(&Provenance::Derived {
        register: Register::Releases,
        entries: Box::default()
    }));
    assert!(is_automated(&Provenance::Imported(Box::default())));
}

#[test]
fn coverage_is_of_the_values_of_a_cycle() {
    let files = [
        (
            "teams/a/reports/2026-01-18.toml",
            "[metrics]\nerrors = 4\ncloud-cost = 7\np1-issues = \"n/a\"",
        ),
        ("teams/a/reports/2026-02-01.toml", "[metrics]\nerrors = 4"),
        (
            "teams/a/data/x.csv",
            "date,metric,value\n2026-01-18,invocations,3\n2026-02-01,invocations,3\n2026-02-01,cloud-cost,3\n",
        ),
    ];
    // The value that is not available is none; the third cycle has nothing.
    assert_eq!(told(&files), "1 of 3; 2 of 3; 0 of 0");
}

#[test]
fn a_typed_value_over_an_imported_one_is_typed() {
    let files = [
        ("teams/a/reports/2026-01-18.toml", "[metrics]\nerrors = 4"),
        (
            "teams/a/data/x.csv",
            "date,metric,value\n2026-01-18,errors,3\n2026-02-01,errors,3\n",
        ),
    ];
    assert_eq!(told(&files), "0 of 1; 1 of 1; 0 of 0");
}

#[test]
fn a_metric_counts_once_whatever_its_parts_and_as_typed_if_one_is() {
    let team = "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"web\"\n";
    let imported =
        "date,metric,value,workload\n2026-01-18,errors,5,api\n2026-01-18,errors,6,web\n2026-02-01,errors,6,web\n";
    let typed = "[metrics]\nerrors = { by = { api = 5 } }\n";
    let files = [
        ("teams/a/team.toml", team),
        ("teams/a/data/x.csv", imported),
        ("teams/a/reports/2026-02-01.toml", typed),
    ];
    assert_eq!(told(&files), "1 of 1; 0 of 1; 0 of 0");
}

#[test]
fn a_month_counts_in_the_cycle_that_holds_its_last_day() {
    let rows = "date,metric,value\n2026-01-18,errors,3\n2026-01,carbon-score,5\n";
    assert_eq!(told(&[("teams/a/data/x.csv", rows)]), "1 of 1; 1 of 1; 0 of 0");
}

#[test]
fn what_registers_give_is_counted_apart() {
    let files = [
        (
            "teams/a/reports/2026-01-18.toml",
            "[metrics]\nerrors = 4\nincidents = 2\ndeployment-frequency = 3",
        ),
        ("teams/a/data/x.csv", "date,metric,value\n2026-02-01,invocations,3\n"),
        (
            "teams/a/incidents/i.md",
            "+++\ntitle = \"x\"\nseverity = 1\nstarted = 2026-01-12\n+++\n",
        ),
    ];
    // Incidents are typed in the first cycle; later they are derived, and so is that there was no P1.
    assert_eq!(told(&files), "1 of 4, 1 derived; 3 of 3, 2 derived; 2 of 2, 2 derived");
}
