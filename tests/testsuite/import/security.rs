//! Findings of security tools. Every expectation walks the raw file on a road of its own.

mod alerts;
mod cloud;
mod refused;
mod sonarqube;

use super::{amounts, fixture, import, on, only, request, text_of, with};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use scorpfolio::diagnostic::Code;
use scorpfolio::import::cvss::base_score;
use scorpfolio::import::{Adapter, Amount, Imported, Input, recognise};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A day for files that do not say theirs.
const DAY: Date = date(2026, 3, 13);

fn json_of(path: &str) -> Value {
    serde_json::from_str(&text_of(path)).expect("JSON")
}

/// Every object anywhere in a document.
fn objects(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Object(fields) => {
            let inner = fields.values().flat_map(objects);
            std::iter::once(fields).chain(inner).collect()
        }
        Value::Array(items) => items.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

fn word<'v>(fields: &'v Map<String, Value>, name: &str) -> &'v str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn number(imported: &Imported, metric: &str) -> Decimal {
    only(imported, metric)
}

fn count(imported: &Imported, metric: &str) -> usize {
    number(imported, metric).try_into().expect("a count")
}

fn warned(imported: &Imported) -> Vec<Code> {
    imported.warnings.iter().map(|warning| warning.code).collect()
}

fn has(imported: &Imported, metric: &str) -> bool {
    imported.measurements.iter().any(|value| value.metric == metric)
}

const LEVELS: [(&str, &str); 4] = [
    ("critical-vulnerabilities", "critical"),
    ("high-vulnerabilities", "high"),
    ("medium-vulnerabilities", "medium"),
    ("low-vulnerabilities", "low"),
];

/// The fixture that is no JSON.
const TABLE: &str = "security-prowler/aws.csv";

/// Each fixture and its source.
const FIXTURES: &[(&str, &str)] = &[
    ("cargo-audit", "security-cargo-audit/many.json"),
    ("cargo-audit", "security-cargo-audit/none.json"),
    ("github-alerts", "security-github-alerts/code-scanning-all-states.json"),
    ("github-alerts", "security-github-alerts/dependabot-all-states.json"),
    (
        "github-alerts",
        "security-github-alerts/graphql-vulnerability-alerts.json",
    ),
    (
        "github-alerts",
        "security-github-alerts/secret-scanning-all-states.json",
    ),
    ("grype", "security-grype/many.json"),
    ("grype", "security-grype/none.json"),
    ("npm-audit", "security-npm-audit/v6.error.json"),
    ("npm-audit", "security-npm-audit/v6.many.json"),
    ("npm-audit", "security-npm-audit/v7.many.json"),
    ("npm-audit", "security-npm-audit/v7.none.json"),
    ("osv-scanner", "security-osv/some-findings.json"),
    ("prowler", TABLE),
    ("prowler", "security-prowler/aws.ocsf.json"),
    ("sarif", "security-sarif/codeql.sarif"),
    ("sarif", "security-sarif/no-runs.sarif"),
    ("sarif", "security-sarif/spec-appendix-k.sarif"),
    ("sarif", "security-sarif/spotbugs.sarif"),
    ("sarif", "security-sarif/suppressed.sarif"),
    ("security-hub", "security-asff/guardduty.json"),
    ("security-hub", "security-asff/inspector-ecr.json"),
    ("security-hub", "security-asff/inspector2-list-findings.json"),
    ("security-hub", "security-asff/securityhub-config.json"),
    ("security-hub", "security-asff/securityhub-get-findings.cli-shape.json"),
    ("sonarqube", "quality-sonarqube/component-tree-measures.json"),
    ("sonarqube", "quality-sonarqube/issues-search.json"),
    ("trivy", "security-trivy/all-statuses.json"),
    ("trivy", "security-trivy/alpine-39.json"),
    ("trivy", "security-trivy/k8s-cluster.json"),
    ("trivy", "security-trivy/legacy-v1-array.json"),
    ("trivy", "security-trivy/misconfig-and-secrets.json"),
    ("trivy", "security-trivy/no-vuln.json"),
];

#[test]
fn every_fixture_is_recognised_as_its_source() {
    for (source, path) in FIXTURES {
        let found = recognise(&[fixture(path)]).map(Adapter::name);
        assert_eq!(found.as_ref().ok(), Some(source), "{path}: {found:?}");
    }
}

#[test]
fn no_fixture_is_taken_for_another_source() {
    for (source, path) in FIXTURES {
        let adapters: BTreeSet<&str> = FIXTURES.iter().map(|(source, _)| *source).collect();
        for other in adapters.into_iter().filter(|other| other != source) {
            let problem = import(other, &[fixture(path)], &on(DAY)).expect_err(path);
            assert_eq!(
                problem.code,
                Code::NotAnExport,
                "{path} as {other}: {}",
                problem.message
            );
        }
    }
}

#[test]
fn every_metric_is_one_that_its_adapter_announces() {
    for (source, path) in FIXTURES {
        let adapter = scorpfolio::import::find(source).expect("known");
        let Ok(imported) = import(source, &[fixture(path)], &on(DAY)) else {
            continue;
        };
        for value in &imported.measurements {
            let is_extra = adapter.extras().iter().any(|extra| extra.id == value.metric);
            assert!(
                is_extra || adapter.gives().contains(&value.metric.as_str()),
                "{path}: {}",
                value.metric
            );
        }
    }
}

/// (CVE, package) of every entry of Trivy that is affected, and its gravest severity.
fn of_trivy(document: &Value) -> BTreeMap<(String, String), String> {
    let entries = objects(document)
        .into_iter()
        .filter(|entry| entry.contains_key("VulnerabilityID") && word(entry, "Status") != "not_affected");
    entries
        .map(|entry| {
            let identity = (
                word(entry, "VulnerabilityID").to_owned(),
                word(entry, "PkgName").to_owned(),
            );
            (identity, word(entry, "Severity").to_lowercase())
        })
        .collect()
}

#[test]
fn trivy_counts_each_vulnerability_of_a_package_once() {
    for path in [
        "security-trivy/all-statuses.json",
        "security-trivy/alpine-39.json",
        "security-trivy/k8s-cluster.json",
        "security-trivy/legacy-v1-array.json",
        "security-trivy/misconfig-and-secrets.json",
        "security-trivy/no-vuln.json",
    ] {
        let imported = import("trivy", &[fixture(path)], &on(DAY)).expect(path);
        let document = json_of(path);
        let unique = of_trivy(&document);
        for (metric, level) in LEVELS {
            let wanted = unique.values().filter(|severity| *severity == level).count();
            assert_eq!(count(&imported, metric), wanted, "{path} {metric}");
        }
        let listed = objects(&document)
            .into_iter()
            .filter(|entry| entry.contains_key("VulnerabilityID") && word(entry, "Status") != "not_affected")
            .count();
        assert_eq!(count(&imported, "vulnerability-matches"), listed, "{path}");
    }
    let imported = import("trivy", &[fixture("security-trivy/k8s-cluster.json")], &on(DAY)).expect("read");
    // Two deployments with the same five.
    assert_eq!(count(&imported, "vulnerability-matches"), 10);
    assert_eq!(
        count(&imported, "medium-vulnerabilities") + count(&imported, "low-vulnerabilities"),
        5
    );
}

#[test]
fn a_report_of_trivy_brings_its_own_day_and_version() {
    let imported = import("trivy", &[fixture("security-trivy/alpine-39.json")], &request()).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2021-08-25 2"]);
    let value = &imported.measurements[0];
    assert_eq!(value.tool.version.as_deref(), Some("dev"));
    assert_eq!(value.file, "alpine-39.json");
    assert_eq!(value.measured_at.map(jiff::Timestamp::as_second), Some(1_629_894_030));
}

#[test]
fn what_trivy_did_not_look_for_is_no_zero_unless_it_is_said() {
    let path = "security-trivy/no-vuln.json";
    let imported = import("trivy", &[fixture(path)], &on(DAY)).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-03-13 0"]);
    assert!(!has(&imported, "security-findings"));
    let told = with(on(DAY), &[("looked-for", "findings")]);
    let imported = import("trivy", &[fixture(path)], &told).expect("read");
    assert_eq!(amounts(&imported, "security-findings"), ["2026-03-13 0"]);
    // Nothing that could be scanned: no lock file, no packages of a system.
    let nothing = r#"{"SchemaVersion": 2, "ArtifactName": ".", "ArtifactType": "filesystem"}"#;
    let input = || [Input::of_bytes("trivy.json", nothing.as_bytes())];
    let imported = import("trivy", &input(), &on(DAY)).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-03-13 no data"]);
    assert_eq!(warned(&imported), [Code::NoData]);
    let told = with(on(DAY), &[("looked-for", "vulnerabilities")]);
    let imported = import("trivy", &input(), &told).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-03-13 0"]);
}

#[test]
fn misconfigurations_and_secrets_of_trivy_are_findings() {
    let path = "security-trivy/misconfig-and-secrets.json";
    let imported = import("trivy", &[fixture(path)], &on(DAY)).expect("read");
    let text = text_of(path);
    let secrets = text.matches("\"Match\":").count();
    let failed = text.matches("\"Status\": \"FAIL\"").count();
    assert_eq!((secrets, failed), (2, 1));
    assert_eq!(count(&imported, "exposed-secrets"), secrets);
    assert_eq!(count(&imported, "security-findings"), secrets + failed);
    assert_eq!(amounts(&imported, "passed-checks"), ["2026-03-13 22/23"]);
    let path = "security-trivy/k8s-cluster.json";
    let imported = import("trivy", &[fixture(path)], &on(DAY)).expect("read");
    assert_eq!(
        count(&imported, "security-findings"),
        text_of(path).matches("\"Status\": \"FAIL\"").count()
    );
    // Targets: 23 + 23 + 31 + 31 of them pass, 8 + 8 fail.
    assert_eq!(amounts(&imported, "passed-checks"), ["2026-03-13 108/124"]);
}

#[test]
fn the_same_report_twice_adds_nothing_but_listed_entries() {
    for path in [
        "security-trivy/k8s-cluster.json",
        "security-trivy/misconfig-and-secrets.json",
    ] {
        let once = import("trivy", &[fixture(path)], &on(DAY)).expect("read");
        let twice = import("trivy", &[fixture(path), fixture(path)], &on(DAY)).expect("read");
        for value in once
            .measurements
            .iter()
            .filter(|value| value.metric != "vulnerability-matches")
        {
            assert_eq!(amounts(&once, &value.metric), amounts(&twice, &value.metric), "{path}");
        }
    }
}

#[test]
fn entries_without_a_name_are_left_out_and_said() {
    let imported = import("trivy", &[fixture("security-trivy/legacy-v1-array.json")], &on(DAY)).expect("read");
    assert_eq!(warned(&imported), [Code::LeftOut]);
    assert_eq!(amounts(&imported, "high-vulnerabilities"), ["2026-03-13 6"]);
}

#[test]
fn grype_counts_what_its_file_lists() {
    for (path, version) in [
        ("security-grype/many.json", "0.24.0"),
        ("security-grype/none.json", "0.7.0"),
    ] {
        let imported = import("grype", &[fixture(path)], &on(DAY)).expect(path);
        let text = text_of(path);
        for (metric, level) in LEVELS {
            let wanted = text
                .to_lowercase()
                .matches(&format!("\"severity\": \"{level}\""))
                .count();
            assert_eq!(count(&imported, metric), wanted, "{path} {metric}");
        }
        assert_eq!(
            count(&imported, "fixable-vulnerabilities"),
            text.matches("\"state\": \"fixed\"").count()
        );
        assert_eq!(imported.measurements[0].tool.version.as_deref(), Some(version));
    }
    let imported = import("grype", &[fixture("security-grype/many.json")], &on(DAY)).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-03-13 2"]);
}

#[test]
fn malware_is_critical_and_a_group_is_one_vulnerability() {
    let path = "security-osv/some-findings.json";
    let imported = import("osv-scanner", &[fixture(path)], &on(DAY)).expect("read");
    assert_eq!(text_of(path).matches("\"id\": \"MAL-").count(), 1);
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-03-13 1"]);
    assert_eq!(amounts(&imported, "fixable-vulnerabilities"), ["2026-03-13 0"]);
    // One group of two names, one with a word of its database alone, one without any rating.
    let groups = r#"{"results": [{"source": {"path": "Cargo.lock", "type": "lockfile"}, "packages": [{
        "package": {"name": "time", "version": "0.1.43", "ecosystem": "crates.io"},
        "vulnerabilities": [
            {"id": "RUSTSEC-2020-0071", "affected": [{"package": {"name": "time"}, "ranges": [{"events": [{"introduced": "0"}, {"fixed": "0.2.23"}]}]}]},
            {"id": "GHSA-wcg3-cvx6-7396", "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H"}]},
            {"id": "GHSA-xxxx", "database_specific": {"severity": "HIGH"}},
            {"id": "OSV-1"}
        ],
        "groups": [
            {"ids": ["GHSA-wcg3-cvx6-7396", "RUSTSEC-2020-0071"], "max_severity": "6.2"},
            {"ids": ["GHSA-xxxx"], "max_severity": ""},
            {"ids": ["OSV-1"]}
        ]
    }]}]}"#;
    let imported = import(
        "osv-scanner",
        &[Input::of_bytes("osv.json", groups.as_bytes())],
        &on(DAY),
    )
    .expect("read");
    for (metric, wanted) in [
        ("critical-vulnerabilities", 0),
        ("high-vulnerabilities", 1),
        ("medium-vulnerabilities", 1),
        ("unrated-vulnerabilities", 1),
        ("fixable-vulnerabilities", 1),
        ("vulnerability-matches", 3),
    ] {
        assert_eq!(count(&imported, metric), wanted, "{metric}");
    }
    assert_eq!(imported.measurements[0].note.as_deref(), Some("1 of 3 not rated"));
    let clean = Input::of_bytes("osv.json", *br#"{"results": []}"#);
    let imported = import("osv-scanner", &[clean], &on(DAY)).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-03-13 0"]);
}

#[test]
fn totals_of_npm_are_those_that_npm_prints() {
    for path in ["v6.many.json", "v7.many.json", "v7.none.json"] {
        let path = format!("security-npm-audit/{path}");
        let imported = import("npm-audit", &[fixture(&path)], &on(DAY)).expect("read");
        let printed = &json_of(&path)["metadata"]["vulnerabilities"];
        for (metric, level) in LEVELS {
            let level = if level == "medium" { "moderate" } else { level };
            assert_eq!(
                count(&imported, metric) as u64,
                printed[level].as_u64().expect("a total"),
                "{path}"
            );
        }
        let note = imported.measurements[0].note.as_deref().unwrap_or_default();
        assert_eq!(note.contains("npm 7"), path.contains("v7"), "{path}: {note}");
    }
    let imported = import("npm-audit", &[fixture("security-npm-audit/v7.many.json")], &on(DAY)).expect("read");
    assert_eq!(count(&imported, "fixable-vulnerabilities"), 6);
}

#[test]
fn advisories_of_npm_count_alike_in_all_versions() {
    let request = with(on(DAY), &[("count", "advisories")]);
    for (path, pattern) in [
        ("security-npm-audit/v6.many.json", "https://nodesecurity.io/advisories/"),
        ("security-npm-audit/v7.many.json", "https://github.com/advisories/"),
    ] {
        let imported = import("npm-audit", &[fixture(path)], &request).expect("read");
        let advisories: BTreeSet<String> = objects(&json_of(path))
            .into_iter()
            .map(|entry| word(entry, "url").to_owned())
            .filter(|url| url.starts_with(pattern))
            .collect();
        let total: usize = LEVELS.iter().map(|(metric, _)| count(&imported, metric)).sum();
        assert_eq!(total, advisories.len(), "{path}");
    }
}

#[test]
fn an_error_of_npm_is_no_zero() {
    let problem = import("npm-audit", &[fixture("security-npm-audit/v6.error.json")], &on(DAY)).expect_err("refused");
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (Code::ToolFailed, "npm audit failed: ENOAUDIT")
    );
}

#[test]
fn unrated_advisories_are_a_gap_and_not_no_criticals() {
    let path = "security-cargo-audit/many.json";
    let imported = import("cargo-audit", &[fixture(path)], &on(DAY)).expect("read");
    let document = json_of(path);
    let listed = document["vulnerabilities"]["count"].as_u64().expect("a total");
    assert_eq!(count(&imported, "vulnerability-matches") as u64, listed);
    let unique: BTreeSet<(&str, &str)> = document["vulnerabilities"]["list"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            (
                one["advisory"]["id"].as_str().expect("id"),
                one["package"]["name"].as_str().expect("name"),
            )
        })
        .collect();
    assert_eq!(count(&imported, "unrated-vulnerabilities"), unique.len());
    assert_eq!(count(&imported, "fixable-vulnerabilities"), unique.len());
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-03-13 no data"]);
    assert_eq!(amounts(&imported, "high-vulnerabilities"), ["2026-03-13 no data"]);
    assert_eq!(warned(&imported), [Code::NoData]);
    assert_eq!(
        count(&imported, "dependency-warnings"),
        text_of(path).matches("\"kind\":").count()
    );
    let none = import("cargo-audit", &[fixture("security-cargo-audit/none.json")], &on(DAY)).expect("read");
    assert_eq!(amounts(&none, "critical-vulnerabilities"), ["2026-03-13 0"]);
    assert!(none.warnings.is_empty());
}

#[test]
fn a_vector_of_cargo_audit_is_a_rating() {
    let text = text_of("security-cargo-audit/many.json");
    let vector = "\"cvss\": \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"";
    let rated = text.replacen("\"cvss\": null", vector, 1);
    assert_ne!(rated, text);
    let input = Input::of_bytes("audit.json", rated.as_bytes());
    let imported = import("cargo-audit", &[input], &on(DAY)).expect("read");
    assert_eq!(amounts(&imported, "critical-vulnerabilities"), ["2026-03-13 1"]);
    assert_eq!(warned(&imported), [Code::LeftOut]);
}

#[test]
fn scores_computed_of_vectors_are_the_ones_in_the_fixtures() {
    let mut seen = 0;
    for (_, path) in FIXTURES
        .iter()
        .filter(|(source, path)| *path != TABLE && *source != "sarif")
    {
        for entry in objects(&json_of(path)) {
            for (vector, score) in [
                ("V3Vector", "V3Score"),
                ("scoringVector", "baseScore"),
                ("BaseVector", "BaseScore"),
            ] {
                let (Some(vector), Some(wanted)) = (entry.get(vector), entry.get(score).and_then(Value::as_f64)) else {
                    continue;
                };
                let Some(found) = base_score(vector.as_str().unwrap_or_default()) else {
                    continue;
                };
                assert!((found - wanted).abs() < 1e-9, "{path}: {vector} {found} {wanted}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 20, "{seen}");
}

#[test]
fn a_metric_that_is_named_is_the_only_one() {
    let named = |metric: &str| scorpfolio::import::Request {
        metric: Some(metric.to_owned()),
        ..on(DAY)
    };
    let path = "security-trivy/misconfig-and-secrets.json";
    let imported = import("trivy", &[fixture(path)], &named("exposed-secrets")).expect("read");
    assert_eq!(imported.measurements.len(), 1);
    let problem = import("trivy", &[fixture(path)], &named("code-smells")).expect_err("unclear");
    assert_eq!(problem.code, Code::ImportUnclear);
    // Where there is one value, the name takes its place.
    let imported = import(
        "sarif",
        &[fixture("security-sarif/suppressed.sarif")],
        &named("code-smells"),
    )
    .expect("read");
    assert_eq!(amounts(&imported, "code-smells"), ["2026-03-13 2"]);
    assert_eq!(imported.measurements.len(), 1);
}

#[test]
fn files_without_a_time_need_a_day() {
    for (source, path) in [
        ("grype", "security-grype/none.json"),
        ("npm-audit", "security-npm-audit/v7.none.json"),
        ("cargo-audit", "security-cargo-audit/none.json"),
        ("osv-scanner", "security-osv/some-findings.json"),
        ("sarif", "security-sarif/codeql.sarif"),
        ("trivy", "security-trivy/no-vuln.json"),
    ] {
        let problem = import(source, &[fixture(path)], &request()).expect_err("unclear");
        assert_eq!(problem.code, Code::ImportUnclear, "{path}");
    }
}

/// Open results of SARIF, by a walk of the raw document: rule of the index, level of the rule where the result has none.
fn of_sarif(document: &Value) -> BTreeMap<String, usize> {
    let mut levels = BTreeMap::new();
    for run in document["runs"].as_array().expect("runs") {
        for result in run["results"].as_array().into_iter().flatten() {
            if result["suppressions"].as_array().is_some_and(|list| !list.is_empty()) {
                continue;
            }
            let index = usize::try_from(result["ruleIndex"].as_i64().unwrap_or(0)).expect("an index");
            let of_rule = &run["tool"]["driver"]["rules"][index]["defaultConfiguration"]["level"];
            let level = result["level"]
                .as_str()
                .or_else(|| of_rule.as_str())
                .unwrap_or("warning");
            *levels.entry(level.to_owned()).or_default() += 1;
        }
    }
    levels
}

#[test]
fn open_results_of_sarif_are_findings_at_the_level_of_their_rule() {
    for (file, total) in [
        ("codeql", 72),
        ("spotbugs", 56),
        ("suppressed", 2),
        ("spec-appendix-k", 0),
    ] {
        let path = format!("security-sarif/{file}.sarif");
        let imported = import("sarif", &[fixture(&path)], &on(DAY)).expect("read");
        let levels = of_sarif(&json_of(&path));
        for (metric, level) in [
            ("high-findings", "error"),
            ("medium-findings", "warning"),
            ("low-findings", "note"),
        ] {
            assert_eq!(
                count(&imported, metric),
                levels.get(level).copied().unwrap_or(0),
                "{path} {metric}"
            );
        }
        assert_eq!(count(&imported, "security-findings"), total, "{path}");
        assert_eq!(total, levels.values().sum::<usize>(), "{path}");
    }
    let tool = |path: &str| {
        import("sarif", &[fixture(path)], &on(DAY)).expect("read").measurements[0]
            .tool
            .clone()
    };
    let codeql = tool("security-sarif/codeql.sarif");
    assert_eq!(
        (codeql.name.as_str(), codeql.version.as_deref()),
        ("codeql", Some("2.5.4"))
    );
}

#[test]
fn a_run_of_sarif_that_was_not_successful_is_provisional() {
    let imported = import("sarif", &[fixture("security-sarif/spotbugs.sarif")], &on(DAY)).expect("read");
    assert!(imported.measurements.iter().all(|value| value.provisional.is_some()));
    assert_eq!(warned(&imported), [Code::Provisional]);
    let text = text_of("security-sarif/spotbugs.sarif");
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    document["runs"][0]["results"] = Value::Array(Vec::new());
    let input = Input::of_bytes("x.sarif", document.to_string().as_bytes());
    assert_eq!(
        import("sarif", &[input], &on(DAY)).expect_err("failed").code,
        Code::ToolFailed
    );
}

#[test]
fn no_run_of_sarif_is_no_data_and_an_empty_list_is_zero() {
    let imported = import("sarif", &[fixture("security-sarif/no-runs.sarif")], &on(DAY)).expect("read");
    assert_eq!(imported.measurements.len(), 1);
    assert_eq!(imported.measurements[0].amount, Amount::NoData);
    assert_eq!(warned(&imported), [Code::NoData]);
    let run = |results: &str| {
        let text = format!(r#"{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {{"name": "x"}}}}{results}}}]}}"#);
        import("sarif", &[Input::of_bytes("x.sarif", text.as_bytes())], &on(DAY)).expect("read")
    };
    assert_eq!(
        amounts(&run(r#", "results": []"#), "security-findings"),
        ["2026-03-13 0"]
    );
    assert_eq!(amounts(&run(""), "security-findings"), ["2026-03-13 no data"]);
    assert_eq!(
        amounts(&run(r#", "results": null"#), "security-findings"),
        ["2026-03-13 no data"]
    );
}

#[test]
fn scores_kinds_and_states_of_sarif_decide_what_counts() {
    let text = r#"{"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": "Scanner", "rules": [
            {"id": "A", "properties": {"security-severity": "9.8", "tags": ["security"]}},
            {"id": "B", "defaultConfiguration": {"level": "error"}, "properties": {"tags": ["style"]}}]},
          "extensions": [{"name": "pack", "rules": [{"id": "C", "properties": {"security-severity": "5.0"}}]}]},
        "invocations": [{"executionSuccessful": true, "endTimeUtc": "2026-03-12T23:30:00Z"}],
        "results": [
            {"ruleId": "A", "ruleIndex": 0, "level": "note"},
            {"ruleId": "A", "ruleIndex": 0, "level": "note"},
            {"ruleId": "B/1"},
            {"rule": {"id": "C", "index": 0, "toolComponent": {"index": 0}}},
            {"ruleId": "A", "kind": "pass"}, {"ruleId": "A", "kind": "notApplicable"},
            {"ruleId": "A", "kind": "informational"}, {"ruleId": "B", "kind": "review"},
            {"ruleId": "A", "baselineState": "absent"}, {"ruleId": "B", "baselineState": "unchanged", "level": "warning"},
            {"ruleId": "A", "suppressions": [{"kind": "external", "status": "accepted"}]},
            {"ruleId": "B", "suppressions": [{"kind": "external", "status": "rejected"}]}
        ]}]}"#;
    let input = || [Input::of_bytes("x.sarif", text.as_bytes())];
    let imported = import("sarif", &input(), &request()).expect("read");
    assert_eq!(amounts(&imported, "security-findings"), ["2026-03-12 7"]);
    for (metric, wanted) in [
        ("critical-findings", 2),
        ("high-findings", 2),
        ("medium-findings", 2),
        ("low-findings", 0),
    ] {
        assert_eq!(count(&imported, metric), wanted, "{metric}");
    }
    let security = with(request(), &[("only", "security")]);
    let imported = import("sarif", &input(), &security).expect("read");
    assert_eq!(amounts(&imported, "security-findings"), ["2026-03-12 3"]);
    // The same run from two files is one run.
    let twice: Vec<Input> = input().into_iter().chain(input()).collect();
    assert_eq!(
        amounts(&import("sarif", &twice, &request()).expect("read"), "security-findings"),
        ["2026-03-12 7"]
    );
    let packages = with(request(), &[("as", "vulnerabilities")]);
    let imported = import("sarif", &input(), &packages).expect("read");
    assert_eq!(count(&imported, "critical-vulnerabilities"), 2);
    assert!(!has(&imported, "security-findings"));
}
