//! `OpenSLO`: the objectives of `kind: SLO`, which become targets. There are no values in these files.
//!
//! An objective's `target` is a share of good events, so it fits a metric that is a share: `availability` of a ratio
//! metric, unless another is named. What a threshold metric compares is not said in words a program knows, so there a
//! metric must be named.

mod slo;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::deployment::some_of;
use crate::import::json::text;
use crate::import::matched::Matched;
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, yaml};
use serde_json::Value;
use slo::Slo;
use std::collections::BTreeMap;

/// `OpenSLO`.
pub(super) struct OpenSlo;

impl Adapter for OpenSlo {
    fn name(&self) -> &'static str {
        "openslo"
    }

    fn about(&self) -> &'static str {
        "OpenSLO: objectives (YAML), which become targets"
    }

    fn gives(&self) -> &'static [&'static str] {
        &["availability"]
    }

    fn settings(&self) -> &'static [Setting] {
        const ALL: &[Setting] = &[
            Setting {
                name: "slo",
                doc: "the SLO that is meant, by its `metadata.name`; without it all of the file",
            },
            Setting {
                name: "objective",
                doc: "the objective that is meant, by its `displayName`; without it all",
            },
            Setting {
                name: "workload.*",
                doc: "the workload that one of the file's services is, such as `workload.web-shop=checkout-api`",
            },
            Setting {
                name: "target",
                doc: "what of an objective is the target: `share` (its `target`, the default) or `value` (the limit of a threshold metric, which must be in the metric's unit)",
            },
        ];
        ALL
    }

    fn recognises(&self, glance: &Glance) -> bool {
        matches!(glance, Glance::Text { .. } | Glance::Json { .. })
            && [
                "openslo/v1\n",
                "openslo/v1\r",
                "openslo/v1\"",
                "openslo/v1'",
                "openslo/v1 ",
                "openslo/v1alpha",
                "openslo/v1beta",
            ]
            .iter()
            .any(|version| glance.says(version))
            && glance.says("apiVersion")
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let documents = inputs.iter().map(documents).collect::<Result<Vec<_>, _>>()?;
        let of_kind = |kind: &'static str| {
            let all = inputs.iter().zip(&documents);
            let all = all.flat_map(|(input, documents)| documents.iter().map(move |document| (input, document)));
            all.filter(move |(_, document)| text(document, &["kind"]) == Some(kind))
        };
        let indicators: Vec<&Value> = of_kind("SLI").map(|(_, document)| document).collect();
        let mut imported = Imported::default();
        // A team has one target of a metric, and one SLO of a name.
        let mut known: BTreeMap<(String, Option<String>, Option<String>), String> = BTreeMap::new();
        for (input, document) in of_kind("SLO") {
            let name = text(document, &["metadata", "name"]).unwrap_or_default();
            if request.setting("slo").is_some_and(|wanted| wanted != name) {
                continue;
            }
            let slo = Slo {
                document,
                name,
                indicators: &indicators,
            };
            for objective in slo.objectives(input, request, &mut imported.warnings)? {
                let told = format!("`{}`", objective.name.as_deref().unwrap_or(name));
                let metric = objective.metric.clone();
                let key = match &objective.window {
                    Some(_) => (metric, objective.workload.clone(), objective.name.clone()),
                    None => (metric, None, None),
                };
                if let Some(other) = known.insert(key, told.clone()) {
                    let message = format!("{other} and {told} are two targets of `{}`", objective.metric);
                    let cure = "choose: `--set slo=NAME` or `--set objective=\"DISPLAY NAME\"`";
                    return Err(input.problem(Code::ImportUnclear, message, cure));
                }
                imported.objectives.push(objective);
            }
        }
        let mut services = Matched::default();
        for (_, document) in of_kind("SLO") {
            let service = text(document, &["spec", "service"]).unwrap_or_default();
            services.see(
                "workload",
                service,
                request.setting(&format!("workload.{service}")).is_some(),
            );
        }
        for (service, _) in request.settings_of("workload") {
            if let Some(input) = inputs.first().filter(|_| !services.has("workload", service)) {
                let slip = services.slip(input, ("workload", service), &format!("workload.{service}"));
                imported.warnings.push(slip);
            }
        }
        match inputs.first() {
            Some(input) if imported.objectives.is_empty() => Err(nothing(input, of_kind("SLO").map(|(_, slo)| slo))),
            _ => Ok(imported),
        }
    }
}

/// The documents of `OpenSLO` in a file.
fn documents(input: &Input) -> Result<Vec<Value>, Diagnostic> {
    let mut documents = yaml::documents(input)?;
    documents.retain(|document| text(document, &["apiVersion"]).is_some_and(|version| version.starts_with("openslo/")));
    if documents.is_empty() {
        let cure = "give the files with `apiVersion: openslo/v1`";
        return Err(input.problem(Code::NotAnExport, "the file holds nothing of OpenSLO", cure));
    }
    Ok(documents)
}

fn nothing<'v>(input: &Input, slos: impl Iterator<Item = &'v Value>) -> Diagnostic {
    let names: Vec<&str> = slos.filter_map(|slo| text(slo, &["metadata", "name"])).collect();
    if names.is_empty() {
        let cure = "give the files with `kind: SLO`";
        return input.problem(Code::NotAnExport, "the file holds no SLO of OpenSLO", cure);
    }
    let message = format!("no objective fits the settings; there are the SLOs {}", some_of(names));
    input.problem(Code::ImportUnclear, message, "correct `slo` or `objective`")
}
