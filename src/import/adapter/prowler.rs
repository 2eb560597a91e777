//! Prowler: checks of cloud accounts, as CSV (`;` between columns) and as OCSF JSON, of versions 3 and later.
//!
//! The CSV of an organisation is large, so it is read in one pass.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::finding::{Finding, Findings, Key, Report, Scope, Severity, documents, extra, foreign, moment};
use crate::import::json;
use crate::import::measurement::Extra;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool};
use jiff::Timestamp;
use serde_json::Value;
use std::io::{BufRead, Cursor, Read};

/// Reads output of Prowler.
pub(super) struct Prowler;

/// One check of one resource.
#[derive(Default)]
struct Check {
    /// Check, account, region, resource.
    identity: [String; 4],
    status: String,
    severity: String,
    is_muted: bool,
    at: Option<Timestamp>,
    /// Names of the frameworks that ask for it.
    frameworks: Vec<String>,
    version: Option<String>,
}

/// What the checks of all files come to.
#[derive(Default)]
struct Sum {
    findings: Findings,
    /// When the newest check of the file that is being read was made.
    measured_at: Option<Timestamp>,
    version: Option<String>,
}

impl Adapter for Prowler {
    fn name(&self) -> &'static str {
        "prowler"
    }

    fn about(&self) -> &'static str {
        "Prowler: checks of cloud accounts (CSV, OCSF JSON)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["security-findings"]
    }

    fn extras(&self) -> &'static [Extra] {
        const EXTRAS: &[Extra] = &[
            extra::CRITICAL_FINDINGS,
            extra::HIGH_FINDINGS,
            extra::MEDIUM_FINDINGS,
            extra::LOW_FINDINGS,
            extra::PASSED,
        ];
        EXTRAS
    }

    fn settings(&self) -> &'static [Setting] {
        &[Setting {
            name: "framework",
            doc: "only checks that a framework asks for whose name begins so: \
                  `framework=AWS-Well-Architected-Framework-Security-Pillar`",
        }]
    }

    fn recognises(&self, glance: &Glance) -> bool {
        glance.has_columns(&["CHECK_ID", "STATUS", "STATUS_EXTENDED", "SEVERITY"])
            || glance.is_list_of(&["finding_info", "status_code"]) && glance.says("\"Prowler\"")
            || glance.is_list_of(&["finding", "status_detail"]) && glance.says("\"Prowler\"")
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut sum = Sum::default();
        let mut moments = Vec::new();
        for input in inputs {
            sum.measured_at = None;
            let (first, reader) = first_line(input)?;
            match first.trim_ascii_start().first() {
                Some(b'[' | b'{') => read_ocsf(input, request, &mut sum)?,
                Some(_) => read_csv(input, (&first, reader), request, &mut sum)?,
                // Says that the file is empty.
                None => drop(input.text()?),
            }
            moments.push(sum.measured_at);
        }
        let report = Report {
            inputs,
            request,
            tool: Tool::new("prowler").version(sum.version.as_deref()),
            day: request.day_of_all(inputs, &moments)?,
            measured_at: moments.into_iter().max().flatten(),
            has_history: false,
            provisional: None,
            note: request
                .setting("framework")
                .map(|framework| format!("checks of {framework}")),
        };
        if sum.findings.is_empty() {
            let message = "no check passed or failed";
            let cure = "look at what Prowler said: rights may be missing, or no check be of the `framework`";
            return report.named(report.no_data(&["security-findings"], message, cure));
        }
        sum.findings.measured(&report)
    }
}

impl Sum {
    fn take(&mut self, check: &Check, request: &Request) {
        self.measured_at = self.measured_at.max(check.at);
        if check.version.is_some() {
            self.version.clone_from(&check.version);
        }
        if let Some(framework) = request.setting("framework")
            && !check.frameworks.iter().any(|name| name.starts_with(framework))
        {
            return;
        }
        let has_passed = match check.status.to_ascii_uppercase().as_str() {
            "PASS" | "SUCCESS" => true,
            "FAIL" | "FAILURE" => false,
            // Checks by hand, and what could not be decided.
            _ => return,
        };
        self.findings.looked_for(Scope::Findings);
        if check.is_muted {
            return;
        }
        let identity = check.identity.each_ref().map(String::as_str);
        let key = Key::of(&identity);
        self.findings.check_of_resource(key, has_passed);
        if !has_passed {
            let severity = Severity::of_word(&check.severity);
            self.findings.add(Finding::new(key, Scope::Findings, severity));
        }
    }
}

/// The first line, up to 64 KiB of it, and the file from its beginning.
fn first_line(input: &Input) -> Result<(Vec<u8>, Box<dyn Read>), Diagnostic> {
    let mut reader = input.reader()?;
    let mut line = Vec::new();
    (&mut reader)
        .take(64 * 1024)
        .read_until(b'\n', &mut line)
        .map_err(|error| input.unreadable(&error))?;
    let whole = Box::new(Cursor::new(line.clone()).chain(reader));
    Ok((line, whole))
}

fn read_csv(
    input: &Input,
    (first, reader): (&[u8], Box<dyn Read>),
    request: &Request,
    sum: &mut Sum,
) -> Result<(), Diagnostic> {
    if first.trim_ascii_start().starts_with(b"<") {
        let message = "the file is a web page, not a table of Prowler";
        let cure = "a page to sign in is often saved in place of a file: check the token of the export";
        return Err(input.problem(Code::NotAnExport, message, cure));
    }
    let delimiter = if first.contains(&b';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(reader);
    // A row is never quoted: it names accounts and resources.
    let refused = |error: &csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        let words = (
            "the row cannot be read, or has not as many fields as the header",
            "export it again: it was cut off, or changed by hand",
        );
        input.problem_on_line(Code::NotAnExport, line, "", words)
    };
    let header = reader.headers().map_err(|error| refused(&error))?.clone();
    let column = |names: &[&str]| {
        header
            .iter()
            .position(|name| names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)))
    };
    let (Some(check), Some(status), Some(severity)) =
        (column(&["CHECK_ID"]), column(&["STATUS"]), column(&["SEVERITY"]))
    else {
        return Err(foreign(
            input,
            "Prowler",
            "it has no columns `CHECK_ID`, `STATUS` and `SEVERITY`",
        ));
    };
    let identity = [
        Some(check),
        column(&["ACCOUNT_UID", "ACCOUNT_ID"]),
        column(&["REGION"]),
        column(&["RESOURCE_UID", "RESOURCE_ID"]),
    ];
    let (at, muted) = (column(&["TIMESTAMP", "ASSESSMENT_START_TIME"]), column(&["MUTED"]));
    let (compliance, version) = (column(&["COMPLIANCE"]), column(&["PROWLER_VERSION"]));
    for record in reader.records() {
        let record = record.map_err(|error| refused(&error))?;
        let cell = |column: Option<usize>| column.and_then(|column| record.get(column)).unwrap_or_default();
        let names = cell(compliance)
            .split('|')
            .map(|part| part.split(':').next().unwrap_or_default().trim());
        let check = Check {
            identity: identity.map(|column| cell(column).to_owned()),
            status: cell(Some(status)).to_owned(),
            severity: cell(Some(severity)).to_owned(),
            is_muted: cell(muted).eq_ignore_ascii_case("true"),
            at: crate::import::time::instant(cell(at), request.windows.zone()),
            frameworks: names.map(str::to_owned).collect(),
            version: Some(cell(version).to_owned()).filter(|version| !version.is_empty()),
        };
        sum.take(&check, request);
    }
    Ok(())
}

fn read_ocsf(input: &Input, request: &Request, sum: &mut Sum) -> Result<(), Diagnostic> {
    let mut all: Vec<Value> = Vec::new();
    for document in documents::<Value>(input)? {
        match document {
            Value::Array(items) => all.extend(items),
            other => all.push(other),
        }
    }
    for one in &all {
        let text = |path: &[&str]| json::text(one, path).unwrap_or_default().to_owned();
        let product = ["metadata", "product"];
        if text(&[&product[..], &["name"]].concat()) != "Prowler" {
            return Err(foreign(input, "Prowler", "a finding is of another product, or of none"));
        }
        let either = |first: &[&str], second: &[&str]| {
            Some(text(first))
                .filter(|word| !word.is_empty())
                .unwrap_or_else(|| text(second))
        };
        let frameworks = json::at(one, &["unmapped", "compliance"]).and_then(Value::as_object);
        let check = Check {
            identity: [
                either(&["metadata", "event_code"], &["metadata", "product", "feature", "uid"]),
                text(&["cloud", "account", "uid"]),
                either(&["resources", "0", "region"], &["cloud", "region"]),
                text(&["resources", "0", "uid"]),
            ],
            status: either(&["status_code"], &["status"]),
            severity: text(&["severity"]),
            is_muted: text(&["status"]).eq_ignore_ascii_case("suppressed"),
            // `time_dt` is of the scanner's own clock and without a zone.
            at: moment(one.get("time").or_else(|| one.get("time_dt")), request),
            frameworks: frameworks.into_iter().flat_map(|all| all.keys().cloned()).collect(),
            version: json::text(one, &[&product[..], &["version"]].concat()).map(str::to_owned),
        };
        sum.take(&check, request);
    }
    Ok(())
}
