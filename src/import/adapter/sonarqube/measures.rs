//! Measures as metrics.

use crate::import::finding::{Report, extra};
use crate::import::measurement::Extra;
use crate::import::{Amount, Imported};
use crate::model::unit::Unit;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Measures by component: the same component twice is one.
pub(super) type Components = BTreeMap<String, BTreeMap<String, Decimal>>;

/// Mistakes.
pub(super) const BUGS: Extra = Extra {
    id: "bugs",
    name: "Bugs",
    pillar: "operational-excellence",
    meaning: "Places in the code that SonarQube takes for mistakes",
    ..extra::SECRETS
};
/// What is hard to maintain.
pub(super) const SMELLS: Extra = Extra {
    id: "code-smells",
    name: "Code smells",
    pillar: "operational-excellence",
    meaning: "Places in the code that SonarQube takes for hard to maintain",
    ..extra::SECRETS
};
/// What people are asked to review.
pub(super) const HOTSPOTS: Extra = Extra {
    id: "security-hotspots",
    name: "Security hotspots",
    meaning: "Places in the code whose security SonarQube asks people to review",
    ..extra::SECRETS
};

/// Measures that are counts, and the metrics they are.
const COUNTS: [(&str, &str); 4] = [
    ("vulnerabilities", "security-findings"),
    ("security_hotspots", HOTSPOTS.id),
    ("bugs", BUGS.id),
    ("code_smells", SMELLS.id),
];

pub(super) fn measures(components: &Components, report: &Report<'_>, imported: &mut Imported) {
    for (measure, metric) in COUNTS {
        let values: Vec<Decimal> = components
            .values()
            .filter_map(|own| own.get(measure).copied())
            .collect();
        if !values.is_empty() {
            let sum = values.iter().sum();
            imported
                .measurements
                .push(report.stock(metric, Amount::Number(sum, Unit::Count)));
        }
    }
    coverage(components, report, imported);
    if imported.measurements.is_empty() {
        let message =
            "SonarQube has no measure of what was asked: the project was not analysed, or other metrics were named";
        let cure =
            "ask for `metricKeys=lines_to_cover,uncovered_lines,vulnerabilities,security_hotspots,bugs,code_smells`";
        *imported = report.no_data(&["unit-test-coverage", "security-findings"], message, cure);
    }
}

/// Percentages of files cannot be added; their lines can.
fn coverage(components: &Components, report: &Report<'_>, imported: &mut Imported) {
    let lines: Vec<(Decimal, Decimal)> = components
        .values()
        .filter_map(|own| Some((*own.get("lines_to_cover")?, *own.get("uncovered_lines")?)))
        .collect();
    let whole: Decimal = lines.iter().map(|(lines, _)| lines).sum();
    if !whole.is_zero() {
        let missed: Decimal = lines.iter().map(|(_, missed)| missed).sum();
        let part = whole - missed;
        imported
            .measurements
            .push(report.stock("unit-test-coverage", Amount::Share { part, whole }));
        return;
    }
    let mut all = components.values();
    let (Some(one), None) = (all.next(), all.next()) else {
        return;
    };
    let plain = one.get("line_coverage").map(|share| (share, None));
    let mixed = one
        .get("coverage")
        .map(|share| (share, Some("lines and branches together".to_owned())));
    if let Some((share, note)) = plain.or(mixed) {
        let mut value = report.stock("unit-test-coverage", Amount::Number(*share, Unit::Percent));
        value.note = note;
        imported.measurements.push(value);
    }
}
