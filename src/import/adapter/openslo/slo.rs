//! One SLO → its objective.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::deployment::some_of;
use crate::import::json::{at, decimal, text};
use crate::import::{Input, Objective, Request};
use rust_decimal::Decimal;
use serde_json::Value;

/// One SLO, and the indicators that it may refer to.
pub(super) struct Slo<'a> {
    /// The document.
    pub(super) document: &'a Value,
    /// Its `metadata.name`.
    pub(super) name: &'a str,
    /// Indicators of the same file.
    pub(super) indicators: &'a [&'a Value],
}

impl Slo<'_> {
    /// Its objective, or the one that was asked for.
    pub(super) fn objectives(
        &self,
        input: &Input,
        request: &Request,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Objective>, Diagnostic> {
        let all = at(self.document, &["spec", "objectives"])
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let shown = |objective: &Value| text(objective, &["displayName"]).unwrap_or("without a name").to_owned();
        let mut wanted: Vec<&Value> = all.iter().collect();
        if let Some(name) = request.setting("objective") {
            wanted.retain(|objective| text(objective, &["displayName"]) == Some(name));
        }
        let names: Vec<String> = all.iter().map(shown).collect();
        let names = some_of(names.iter().map(String::as_str));
        match wanted.len() {
            1 => {}
            0 if all.is_empty() => {
                let message = format!("the SLO `{}` has no objectives", self.name);
                return Err(input.problem(Code::NotAnExport, message, "give it one, with a `target`"));
            }
            // One name may be of another SLO of the file.
            0 if request.setting("slo").is_none() => return Ok(Vec::new()),
            _ => {
                let message = format!("the SLO `{}` has {} objectives: {names}", self.name, all.len());
                let cure = "a metric has one target; say which: `--set objective=\"DISPLAY NAME\"`";
                return Err(input.problem(Code::ImportUnclear, message, cure));
            }
        }
        let service = text(self.document, &["spec", "service"]);
        let title = text(self.document, &["metadata", "displayName"]).unwrap_or(self.name);
        let window = self.window();
        if window.is_none() {
            let message = format!(
                "the time window of the SLO `{}` is no number of days, weeks, months, quarters or years",
                self.name
            );
            let cure = "in OpenSLO `m` is minutes and `M` is months; write the window in team.toml";
            warnings.push(input.problem(Code::LeftOut, message, cure));
        }
        let of_one = |objective: &&Value| -> Result<Objective, Diagnostic> {
            Ok(Objective {
                metric: self.metric(input, objective, request)?,
                workload: service
                    .and_then(|service| request.setting(&format!("workload.{service}")))
                    .map(str::to_owned),
                target: self.target(input, objective, request)?,
                window: window.clone(),
                name: Some(title.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty()),
            })
        };
        wanted.iter().map(of_one).collect()
    }

    fn metric(&self, input: &Input, objective: &Value, request: &Request) -> Result<String, Diagnostic> {
        if let Some(metric) = &request.metric {
            return Ok(metric.clone());
        }
        let spec = at(self.document, &["spec"]).unwrap_or(&Value::Null);
        let referred = |holder: &Value| {
            let name = text(holder, &["indicatorRef"])?;
            self.indicators
                .iter()
                .copied()
                .find(|sli| text(sli, &["metadata", "name"]) == Some(name))
        };
        let places = [
            at(spec, &["indicator", "spec"]),
            at(objective, &["indicator", "spec"]),
            at(objective, &["ratioMetrics"]).map(|_| objective),
            referred(spec).and_then(|sli| at(sli, &["spec"])),
            referred(objective).and_then(|sli| at(sli, &["spec"])),
        ];
        let is_ratio = |place: &Value| place.get("ratioMetric").is_some() || place.get("ratioMetrics").is_some();
        if places.into_iter().flatten().any(is_ratio) {
            return Ok("availability".to_owned());
        }
        let message = format!(
            "the SLO `{}` does not say which metric it is of: its indicator is no ratio, or lies in another file",
            self.name
        );
        let cure = "name the metric: `--metric availability`, or one of your own that is a share";
        Err(input.problem(Code::ImportUnclear, message, cure))
    }

    fn target(&self, input: &Input, objective: &Value, request: &Request) -> Result<Decimal, Diagnostic> {
        let hundred = Decimal::from(100);
        let factor = request
            .choice(input, "unit", &[("percent", hundred), ("ratio", Decimal::ONE)])?
            .unwrap_or(hundred);
        let number = |key: &str| objective.get(key).and_then(decimal);
        let is_value = request
            .choice(input, "target", &[("share", false), ("value", true)])?
            .unwrap_or(false);
        let found = if is_value {
            number("value")
        } else {
            let percent = number("targetPercent").map(|percent| percent / hundred);
            let share = number("target")
                .or(percent)
                .filter(|share| *share > Decimal::ZERO && *share <= Decimal::ONE);
            share.map(|share| share * factor)
        };
        found.map(|target| target.normalize()).ok_or_else(|| {
            let message = format!(
                "an objective of the SLO `{}` has no target between 0 and 1, or no value",
                self.name
            );
            input.problem(
                Code::NotAnExport,
                message,
                "correct `target`, `targetPercent` or `value`",
            )
        })
    }

    /// The time window in words that team.toml has; `None` for one of minutes or hours.
    fn window(&self) -> Option<String> {
        let spec = at(self.document, &["spec"])?;
        if let Some(duration) = text(spec, &["timeWindow", "0", "duration"]) {
            let end = duration.find(|character: char| !character.is_ascii_digit())?;
            let (count, unit) = duration.split_at(end);
            return words(count.parse().ok()?, unit);
        }
        let old = at(spec, &["timeWindows", "0"])?;
        words(text(old, &["count"])?.parse().ok()?, text(old, &["unit"])?)
    }
}

/// `OpenSLO`'s shorthand and the words of its first version: `m` is minutes, `M` months.
fn words(count: u16, unit: &str) -> Option<String> {
    let (count, unit) = match unit {
        "d" | "Day" => (count, "day"),
        "w" | "Week" => (count.checked_mul(7)?, "day"),
        "M" | "Month" => (count, "month"),
        "Q" | "Quarter" => (count, "quarter"),
        "Y" | "Year" => (count, "year"),
        _ => return None,
    };
    match count {
        0 | 1_001.. => None,
        1 => Some(format!("1 {unit}")),
        count => Some(format!("{count} {unit}s")),
    }
}
