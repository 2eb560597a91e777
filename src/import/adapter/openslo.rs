//! `OpenSLO`: the objectives of `kind: SLO`, which become targets. There are no values in these files.
//!
//! An objective's `target` is a share of good events, so it fits a metric that is a share: `availability` of a ratio
//! metric, unless another is named. What a threshold metric compares is not said in words a program knows, so there a
//! metric must be named.

mod slo;

use crate::diagnostic::{Code, Diagnostic};
use crate::import::deployment::some_of;
use crate::import::json::text;
use crate::import::{Adapter, Glance, Imported, Input, Objective, Request, Setting, yaml};
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
                doc: "the objective that is meant, by its `displayName`; needed where an SLO has several",
            },
            Setting {
                name: "workload.*",
                doc: "the workload that one of the file's services is, such as `workload.web-shop=checkout-api`",
            },
            Setting {
                name: "target",
                doc: "what of an objective is the target: `share` (its `target`, the default) or `value` (the limit of a threshold metric, in the metric's unit)",
            },
            Setting {
                name: "unit",
                doc: "the unit that shares are written in: `percent` (99.5, the default) or `ratio` (0.995)",
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
        let mut found: BTreeMap<(String, Option<String>), (Objective, String)> = BTreeMap::new();
        let mut imported = Imported::default();
        let (mut count, mut names) = (0, Vec::new());
        for input in inputs {
            let documents = yaml::documents(input)?;
            let all: Vec<&Value> = (documents.iter())
                .filter(|document| {
                    text(document, &["apiVersion"]).is_some_and(|version| version.starts_with("openslo/"))
                })
                .collect();
            let of_kind = |kind: &'static str| {
                all.iter()
                    .copied()
                    .filter(move |document| text(document, &["kind"]) == Some(kind))
            };
            if of_kind("SLO").next().is_none() {
                let cure = "give the files with `apiVersion: openslo/v1` and `kind: SLO`";
                return Err(input.problem(Code::NotAnExport, "the file holds no SLO of OpenSLO", cure));
            }
            let indicators: Vec<&Value> = of_kind("SLI").collect();
            for document in of_kind("SLO") {
                let name = text(document, &["metadata", "name"]).unwrap_or_default();
                names.push(name.to_owned());
                if request.setting("slo").is_some_and(|wanted| wanted != name) {
                    continue;
                }
                count += 1;
                let slo = Slo {
                    document,
                    name,
                    indicators: &indicators,
                };
                for objective in slo.objectives(input, request, &mut imported.warnings)? {
                    let key = (objective.metric.clone(), objective.workload.clone());
                    let told = format!("{name} ({})", objective.target);
                    if let Some((_, other)) = found.insert(key, (objective, told.clone())) {
                        let message = format!("{other} and {told} are two targets of one metric");
                        let cure = "choose: `--set slo=NAME`, `--set objective=\"DISPLAY NAME\"`, or tell services apart: `--set workload.SERVICE=WORKLOAD`";
                        return Err(input.problem(Code::ImportUnclear, message, cure));
                    }
                }
            }
        }
        if let (0, Some(input)) = (count, inputs.first()) {
            let message = format!(
                "no SLO has this name; there are {}",
                some_of(names.iter().map(String::as_str))
            );
            return Err(input.problem(Code::ImportUnclear, message, "correct `slo`"));
        }
        imported.objectives = found.into_values().map(|(objective, _)| objective).collect();
        Ok(imported)
    }
}
