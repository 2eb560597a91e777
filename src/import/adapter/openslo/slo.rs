//! One SLO → its objectives.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::json::{at, decimal, text};
use crate::import::{Input, Objective, Request};
use crate::model::unit::Unit;
use rust_decimal::Decimal;
use serde_json::Value;

/// One SLO, and the indicators that it may refer to.
pub(super) struct Slo<'a> {
    /// The document.
    pub(super) document: &'a Value,
    /// Its `metadata.name`.
    pub(super) name: &'a str,
    /// Indicators of all files.
    pub(super) indicators: &'a [&'a Value],
}

impl Slo<'_> {
    /// Its objectives, or the one that was asked for.
    pub(super) fn objectives(
        &self,
        input: &Input,
        request: &Request,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Objective>, Diagnostic> {
        let all = at(self.document, &["spec", "objectives"])
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        if all.is_empty() {
            let message = format!("the SLO `{}` has no objectives", self.name);
            return Err(input.problem(Code::NotAnExport, message, "give it one, with a `target`"));
        }
        let service = text(self.document, &["spec", "service"]);
        let workload = service.and_then(|service| request.setting(&format!("workload.{service}")));
        let window = self.window();
        if window.is_none() {
            let message = format!(
                "the time window of the SLO `{}` is no number of days, weeks, months, quarters or years",
                self.name
            );
            let cure = "in OpenSLO `m` is minutes and `M` is months; write the window in team.toml";
            warnings.push(input.problem(Code::LeftOut, message, cure));
        }
        let mut found = Vec::new();
        for (index, objective) in all.iter().enumerate() {
            let own = text(objective, &["displayName"]);
            if (request.setting("objective")).is_some_and(|wanted| own != Some(wanted)) {
                continue;
            }
            let title = text(self.document, &["metadata", "displayName"]).unwrap_or(self.name);
            let number = format!("objective {}", index + 1);
            let name = match all.len() {
                1 => title.to_owned(),
                _ => format!("{title} ({})", own.unwrap_or(&number)),
            };
            let metric = self.metric(input, objective, request)?;
            found.push(Objective {
                target: self.target(input, objective, (&metric, request))?,
                metric,
                workload: workload.or(request.workload.as_deref()).map(str::to_owned),
                window: window.clone(),
                name: Some(name.split_whitespace().collect::<Vec<_>>().join(" ")),
            });
        }
        Ok(found)
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
            "the SLO `{}` does not say which metric it is of: its indicator is no ratio, or is in no file here",
            self.name
        );
        let cure = "name the metric: `--metric availability`, or one of your own that is a share";
        Err(input.problem(Code::ImportUnclear, message, cure))
    }

    /// The target in the metric's unit.
    fn target(&self, input: &Input, objective: &Value, to: (&str, &Request)) -> Result<Decimal, Diagnostic> {
        let (metric, request) = to;
        let number = |key: &str| objective.get(key).and_then(decimal);
        let refused = |message: &str| {
            let message = format!("an objective of the SLO `{}` has {message}", self.name);
            let cure = "correct `target`, `targetPercent` or `value`";
            input.problem(Code::NotAnExport, message, cure)
        };
        let words = [("share", false), ("value", true)];
        if request.choice(input, "target", &words)?.unwrap_or(false) {
            return number("value")
                .map(|value| value.normalize())
                .ok_or_else(|| refused("no `value`"));
        }
        let hundred = Decimal::from(100);
        let unit = request.metrics.iter().find(|known| known.id == metric);
        let factor = match unit.map(|known| &known.unit) {
            None | Some(Unit::Percent) => hundred,
            Some(Unit::Ratio) => Decimal::ONE,
            Some(_) => {
                let message = format!(
                    "`{metric}` is not a share, and the SLO `{}` says how large a share is to be good",
                    self.name
                );
                let cure = "if the limit that good events keep to is the target, say so: `--set target=value`";
                return Err(input.problem(Code::ImportUnclear, message, cure));
            }
        };
        let percent = number("targetPercent").map(|percent| percent / hundred);
        let share = number("target").or(percent);
        let share = share.filter(|share| *share > Decimal::ZERO && *share <= Decimal::ONE);
        share
            .map(|share| (share * factor).normalize())
            .ok_or_else(|| refused("no target above 0 and up to 1"))
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
