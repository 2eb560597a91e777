//! Jenkins: builds of a job that deploys, as `/job/NAME/api/json?tree=builds[…]` gives them.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::deployment::{Deployment, HOTFIX, Log, pattern, some_of};
use crate::import::listing::{Listing, unknown};
use crate::import::span::{SINCE, UNTIL, not_all_pages};
use crate::import::{Adapter, Glance, Imported, Input, Request, Setting, Tool, json, time};
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Jenkins.
pub(super) struct Jenkins;

impl Adapter for Jenkins {
    fn name(&self) -> &'static str {
        "jenkins"
    }

    fn about(&self) -> &'static str {
        "Jenkins: builds of a job (JSON API)"
    }

    fn gives(&self) -> &'static [&'static str] {
        &[
            "deployment-frequency",
            "change-lead-time",
            "change-fail-rate",
            "deployment-rework-rate",
            "time-to-deploy",
        ]
    }

    fn settings(&self) -> &'static [Setting] {
        const ALL: &[Setting] = &[
            Setting {
                name: "job",
                doc: "pattern of the job that deploys, such as `*deploy*`; needed where the file has several",
            },
            Setting {
                name: "unstable",
                doc: "what an unstable build is: `succeeded` (it went through, and tests complained; the default) or `failed`",
            },
            HOTFIX,
            SINCE,
            UNTIL,
        ];
        ALL
    }

    fn has_own_metrics(&self) -> bool {
        true
    }

    fn recognises(&self, glance: &Glance) -> bool {
        (glance.has_keys(&["_class", "timestamp", "duration", "result"]))
            || ((glance.is_object_with(&["builds"]) || glance.is_object_with(&["allBuilds"]))
                && glance.says("\"_class\"")
                && glance.says("\"timestamp\""))
    }

    fn read(&self, inputs: &[Input], request: &Request) -> Result<Imported, Diagnostic> {
        let mut found = Found::default();
        for input in inputs {
            for row in json::documents::<Listing<Row>>(input)?
                .into_iter()
                .flat_map(Listing::into_items)
            {
                found.take(input, row, None)?;
            }
        }
        let Some(input) = inputs.first() else {
            return Ok(Imported::default());
        };
        found.log(input, request)?.imported(inputs, request)
    }
}

/// A build, or a job or folder with builds.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Row {
    number: Option<u64>,
    result: Option<String>,
    timestamp: Option<f64>,
    duration: Option<f64>,
    building: Option<bool>,
    full_display_name: Option<String>,
    full_name: Option<String>,
    name: Option<String>,
    change_set: Option<Changes>,
    change_sets: Option<Vec<Changes>>,
    builds: Option<Vec<Row>>,
    all_builds: Option<Vec<Row>>,
    jobs: Option<Vec<Row>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Changes {
    items: Option<Vec<Change>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Change {
    timestamp: Option<f64>,
}

/// A build of a job.
#[derive(Debug)]
struct Build {
    started: Timestamp,
    finished: Timestamp,
    result: String,
    is_running: bool,
    changes: Vec<Timestamp>,
}

#[derive(Debug, Default)]
struct Found {
    /// By job and number.
    builds: BTreeMap<(String, u64), Build>,
    cut: Option<Diagnostic>,
}

impl Found {
    fn take(&mut self, input: &Input, mut row: Row, job: Option<&str>) -> Result<(), Diagnostic> {
        let own = row
            .full_display_name
            .take()
            .or(row.full_name.take())
            .or(row.name.take());
        let is_all = row.all_builds.is_some();
        if let Some(builds) = row.all_builds.take().or_else(|| row.builds.take()) {
            // `builds` ends after a hundred without saying so.
            if !is_all && builds.len() == 100 {
                let why = "the list has 100 builds, after which Jenkins stops without a word";
                self.cut = Some(not_all_pages(
                    input,
                    why,
                    "export `allBuilds[…]` in place of `builds[…]`",
                ));
            }
            let job = own.as_deref().or(job);
            return builds.into_iter().try_for_each(|build| self.take(input, build, job));
        }
        if let Some(jobs) = row.jobs.take() {
            return jobs
                .into_iter()
                .try_for_each(|one| self.take(input, one, own.as_deref().or(job)));
        }
        let started = row.timestamp.and_then(time::since_1970);
        let (Some(number), Some(started)) = (row.number, started) else {
            return Err(unknown(
                input,
                "builds with `number`, `timestamp`, `duration` and `result`",
            ));
        };
        let name = own.map(|name| name.rsplit_once(" #").map_or(name.clone(), |(job, _)| job.to_owned()));
        let milliseconds = row
            .duration
            .filter(|duration| (0.0..1e11).contains(duration))
            .unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, reason = "less than 1e11")]
        let finished = started
            .checked_add((milliseconds as i64).milliseconds())
            .unwrap_or(started);
        let sets = row.change_set.into_iter().chain(row.change_sets.into_iter().flatten());
        let changes = sets.filter_map(|set| set.items).flatten();
        let build = Build {
            started,
            finished,
            // While it runs there is no result, or one that may still get worse.
            is_running: row.building == Some(true) || row.result.is_none(),
            result: row.result.unwrap_or_default(),
            changes: changes
                .filter_map(|change| time::since_1970(change.timestamp?))
                .collect(),
        };
        self.builds
            .insert((name.or(job.map(str::to_owned)).unwrap_or_default(), number), build);
        Ok(())
    }

    fn log(self, input: &Input, request: &Request) -> Result<Log, Diagnostic> {
        let (job, hotfix) = (pattern(input, request, "job")?, pattern(input, request, HOTFIX.name)?);
        let words = [("succeeded", false), ("failed", true)];
        let unstable_failed = request.choice(input, "unstable", &words)?.unwrap_or(false);
        let jobs: BTreeSet<&str> = self.builds.keys().map(|(job, _)| job.as_str()).collect();
        let wanted = |name: &str| job.as_ref().is_none_or(|job| job.is_match(name));
        let fitting = jobs.iter().filter(|name| wanted(name)).count();
        if !jobs.is_empty() && (fitting == 0 || (job.is_none() && fitting > 1)) {
            let message = format!(
                "the file has builds of {}, and nothing says which job deploys",
                some_of(jobs)
            );
            return Err(input.problem(Code::ImportUnclear, message, "say it: `--set job=*deploy*`"));
        }
        let mut log = Log {
            deployments: Vec::new(),
            moments: self.builds.values().map(|build| build.finished).collect(),
            is_cut: self.cut.is_some(),
            tool: Tool::new("jenkins"),
            failure: Some("builds that failed; a rollback after a success is not seen"),
            change: None,
            warnings: self.cut.into_iter().collect(),
        };
        let mut waiting: BTreeMap<String, Vec<Timestamp>> = BTreeMap::new();
        // By number, which is the order they were started in.
        for ((name, _), build) in self.builds.into_iter().filter(|((name, _), _)| wanted(name)) {
            // A build lists what is new since the one before it: what that one failed to bring comes with the next.
            let waiting = waiting.entry(name.clone()).or_default();
            waiting.extend(&build.changes);
            let failed = match build.result.as_str() {
                _ if build.is_running => continue,
                "SUCCESS" => false,
                "FAILURE" => true,
                "UNSTABLE" => unstable_failed,
                // Stopped by hand or not built: nothing was deployed.
                _ => continue,
            };
            let arrived = if failed { Vec::new() } else { std::mem::take(waiting) };
            log.deployments.push(Deployment {
                changes: arrived.into_iter().map(|at| (None, at)).collect(),
                started: Some(build.started),
                finished: build.finished,
                failed,
                rework: hotfix.as_ref().map(|hotfix| hotfix.is_match(&name)),
            });
        }
        Ok(log)
    }
}
