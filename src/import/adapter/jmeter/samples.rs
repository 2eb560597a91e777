//! JMeter's samples, one a request, as CSV or XML: of any number, in one pass.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::load_test::Times;
use crate::import::row_stream::{Row, Rows};
use crate::import::xml::{self, Element, Refusal, Step};
use crate::import::{Input, Request, time};
use jiff::Timestamp;

/// The columns of a file without header: JMeter's default ones, whose first eight have stayed the same.
const COLUMNS: &[&str] = &[
    "timestamp",
    "elapsed",
    "label",
    "responsecode",
    "responsemessage",
    "threadname",
    "datatype",
    "success",
];

/// What a transaction controller answers.
const TRANSACTION: &str = "Number of samples in transaction";

/// The samples of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Samples {
    /// Requests.
    pub(super) requests: Times,
    /// Transactions, which repeat their requests.
    pub(super) transactions: Times,
    /// When the last of them began.
    pub(super) last: Option<Timestamp>,
}

impl Samples {
    /// Takes in another file's.
    pub(super) fn append(&mut self, other: &Self) {
        self.requests.append(&other.requests);
        self.transactions.append(&other.transactions);
        self.last = self.last.max(other.last);
    }
}

/// Reads samples as CSV.
pub(super) fn of_csv(input: &Input, request: &Request) -> Result<Samples, Diagnostic> {
    let mut rows = Rows::open(input, &["elapsed", "timestamp"], Some(COLUMNS))?;
    let elapsed = rows.needed(&["elapsed"])?;
    let success = rows.needed(&["success"])?;
    let began = rows.column(&["timestamp"]);
    let answer = rows.column(&["responsemessage"]);
    let mut samples = Samples::default();
    while let Some(row) = rows.next_row()? {
        let line = row.line;
        let Some((elapsed, failed)) = sample(&row, elapsed, success) else {
            let message = "the row is no sample: its time is no whole number, or its success neither true nor false";
            let cure = "check the source that the file is imported as; a test that still runs leaves its last row half written";
            return Err(rows.wrong(line, message, cure));
        };
        let times = if row.optional(answer).starts_with(TRANSACTION) {
            &mut samples.transactions
        } else {
            &mut samples.requests
        };
        times.add(elapsed, failed);
        samples.last = samples.last.max(moment(row.optional(began), request));
    }
    Ok(samples)
}

fn sample(row: &Row<'_>, elapsed: usize, success: usize) -> Option<(u64, bool)> {
    Some((row.cell(elapsed).parse().ok()?, has_failed(row.cell(success))?))
}

fn has_failed(success: &str) -> Option<bool> {
    match success.to_ascii_lowercase().as_str() {
        "true" => Some(false),
        "false" => Some(true),
        _ => None,
    }
}

/// Milliseconds since 1970, or a time without a zone as JMeter is set to write it.
fn moment(text: &str, request: &Request) -> Option<Timestamp> {
    // Of millions of rows most write a number.
    if let Ok(number) = text.parse::<f64>() {
        return time::since_1970(number);
    }
    let zone = request.windows.zone();
    time::instant(text, zone).or_else(|| time::instant(&text.replace('/', "-"), zone))
}

/// Reads samples as XML. A sample within a request (a redirect, an image) is a part of it; one within a transaction is a
/// request of its own.
pub(super) fn of_xml(input: &Input, request: &Request) -> Result<Samples, Diagnostic> {
    let mut samples = Samples::default();
    let mut open: Vec<Open> = Vec::new();
    xml::walk(input, &["testResults"], &mut |step| {
        match step {
            Step::Open(element) if matches!(element.name(), "httpSample" | "sample") => {
                let sample = opened(element).ok_or_else(|| {
                    let message = "a sample has no time, or is neither a success nor a failure";
                    Refusal::new(Code::NotAnExport, message, "export it again")
                })?;
                let is_own = open.iter().all(|outer| outer.is_transaction);
                if is_own && !sample.is_transaction {
                    samples.requests.add(sample.elapsed, sample.failed);
                    for outer in &mut open {
                        outer.requests += 1;
                    }
                }
                let began = element.attribute("ts");
                samples.last = samples.last.max(began.and_then(|began| moment(&began, request)));
                open.push(Open {
                    depth: element.depth,
                    ..sample
                });
            }
            Step::Open(_) => {}
            Step::Close(depth) => {
                if let Some(sample) = open.pop_if(|sample| sample.depth == *depth)
                    && sample.is_transaction
                {
                    // One whose requests were not kept stands for them.
                    let times = if sample.requests == 0 && open.is_empty() {
                        &mut samples.requests
                    } else {
                        &mut samples.transactions
                    };
                    times.add(sample.elapsed, sample.failed);
                }
            }
        }
        Ok(())
    })?;
    Ok(samples)
}

/// A sample whose element is open.
struct Open {
    depth: usize,
    elapsed: u64,
    failed: bool,
    is_transaction: bool,
    requests: u64,
}

fn opened(element: &Element<'_>) -> Option<Open> {
    let answer = element.attribute("rm");
    Some(Open {
        depth: element.depth,
        elapsed: element.attribute("t")?.trim().parse().ok()?,
        failed: has_failed(element.attribute("s")?.trim())?,
        is_transaction: answer.is_some_and(|answer| answer.starts_with(TRANSACTION)),
        requests: 0,
    })
}
