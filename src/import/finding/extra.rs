//! What can be measured of findings beside the built-in metrics.

use crate::import::measurement::Extra;

const fn stock(id: &'static str, name: &'static str, meaning: &'static str) -> Extra {
    Extra {
        id,
        name,
        pillar: "security",
        unit: "count",
        better: "lower",
        in_cycle: "last",
        meaning,
    }
}

const fn flow(id: &'static str, name: &'static str, meaning: &'static str) -> Extra {
    Extra {
        better: "neutral",
        in_cycle: "sum",
        ..stock(id, name, meaning)
    }
}

/// Open vulnerabilities rated medium.
pub const MEDIUM: Extra = stock(
    "medium-vulnerabilities",
    "Medium vulnerabilities",
    "Known vulnerabilities rated medium (score 4.0 to 6.9) that are open in what the team runs",
);
/// Open vulnerabilities rated low.
pub const LOW: Extra = stock(
    "low-vulnerabilities",
    "Low vulnerabilities",
    "Known vulnerabilities rated low (score below 4.0) that are open in what the team runs",
);
/// Open vulnerabilities without a rating.
pub const UNRATED: Extra = stock(
    "unrated-vulnerabilities",
    "Unrated vulnerabilities",
    "Known vulnerabilities that are open in what the team runs and that the scanner does not rate",
);
/// Open vulnerabilities with a remedy.
pub const FIXABLE: Extra = stock(
    "fixable-vulnerabilities",
    "Fixable vulnerabilities",
    "Known vulnerabilities that are open in what the team runs although a version without them exists",
);
/// Open vulnerabilities as listed.
pub const MATCHES: Extra = stock(
    "vulnerability-matches",
    "Vulnerability matches",
    "Vulnerabilities as the scanner lists them: once for every package, version, image and place",
);
/// Age of the oldest critical one.
pub const OLDEST: Extra = Extra {
    unit: "d",
    ..stock(
        "oldest-critical-vulnerability",
        "Oldest critical vulnerability",
        "Days since the oldest critical vulnerability that is open was first seen",
    )
};
/// Advice on dependencies.
pub const ADVICE: Extra = stock(
    "dependency-warnings",
    "Dependency warnings",
    "Dependencies that are unmaintained, unsound or withdrawn by their authors",
);
/// Open findings rated critical.
pub const CRITICAL_FINDINGS: Extra = stock(
    "critical-findings",
    "Critical findings",
    "Findings of code and configuration scanners that are open and rated critical",
);
/// Open findings rated high.
pub const HIGH_FINDINGS: Extra = stock(
    "high-findings",
    "High findings",
    "Findings of code and configuration scanners that are open and rated high, or as errors",
);
/// Open findings rated medium.
pub const MEDIUM_FINDINGS: Extra = stock(
    "medium-findings",
    "Medium findings",
    "Findings of code and configuration scanners that are open and rated medium, or as warnings",
);
/// Open findings rated low.
pub const LOW_FINDINGS: Extra = stock(
    "low-findings",
    "Low findings",
    "Findings of code and configuration scanners that are open and rated low, or as notes",
);
/// Secrets that lie open.
pub const SECRETS: Extra = stock(
    "exposed-secrets",
    "Exposed secrets",
    "Passwords, keys and tokens that scanners found in code or images and that are not revoked",
);
/// Checks that pass.
pub const PASSED: Extra = Extra {
    id: "passed-checks",
    name: "Passed checks",
    pillar: "security",
    unit: "%",
    better: "higher",
    in_cycle: "last",
    meaning: "Checks of configuration that pass, as a share of those that pass or fail",
};
/// Vulnerabilities that came up.
pub const OPENED: Extra = flow(
    "vulnerabilities-opened",
    "Vulnerabilities opened",
    "Vulnerabilities that were first seen in the period",
);
/// Vulnerabilities that went away.
pub const CLOSED: Extra = flow(
    "vulnerabilities-closed",
    "Vulnerabilities closed",
    "Vulnerabilities that were fixed or dismissed in the period",
);
/// How long vulnerabilities stay.
pub const FIX_TIME: Extra = Extra {
    id: "vulnerability-fix-time",
    name: "Vulnerability fix time",
    pillar: "security",
    unit: "d",
    better: "lower",
    in_cycle: "median",
    meaning: "Time from a vulnerability being first seen until it is fixed; the median of those fixed in the period",
};
/// Findings that came up.
pub const FINDINGS_OPENED: Extra = flow(
    "findings-opened",
    "Findings opened",
    "Findings of code, configuration and secret scanners that were first seen in the period",
);
/// Findings that went away.
pub const FINDINGS_CLOSED: Extra = flow(
    "findings-closed",
    "Findings closed",
    "Findings of code, configuration and secret scanners that were fixed or dismissed in the period",
);

/// Every extra of findings.
pub const ALL: &[Extra] = &[
    MEDIUM,
    LOW,
    UNRATED,
    FIXABLE,
    MATCHES,
    OLDEST,
    ADVICE,
    CRITICAL_FINDINGS,
    HIGH_FINDINGS,
    MEDIUM_FINDINGS,
    LOW_FINDINGS,
    SECRETS,
    PASSED,
    OPENED,
    CLOSED,
    FIX_TIME,
    FINDINGS_OPENED,
    FINDINGS_CLOSED,
];

/// Extras of a scanner of dependencies or images.
pub const OF_VULNERABILITIES: &[Extra] = &[MEDIUM, LOW, UNRATED, FIXABLE, MATCHES];
