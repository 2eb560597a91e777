//! Answers of the AWS Well-Architected Tool, as its command line saves them → [`Draft`]s.
//!
//! Known are `get-lens-review`, `list-lens-reviews` (or its summaries alone), `get-consolidated-report` and
//! `list-answers`; several answers may follow each other in one file, and `list-milestones` among them dates the others.
//! Shapes are those of the service's API, 2020-03-31: <https://docs.aws.amazon.com/wellarchitected/latest/APIReference/>.
//! Every member may be absent there, and a risk without questions is absent from its map. Anything else is refused with
//! the reason: a wrong number is worse than none.

mod refusal;

use super::{AWS_LENS, Draft, Export, pillar_of};
use crate::load::document::{day, kebab, words_of_id};
use crate::load::report::FIRST_YEAR;
use crate::model::war::{Finding, PillarScore, Risk, Risks, Score};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::cell::Cell;

/// Names of pillars that answers give by id alone.
const PILLARS: [(&str, &str); 6] = [
    ("operationalExcellence", "Operational Excellence"),
    ("security", "Security"),
    ("reliability", "Reliability"),
    ("performance", "Performance Efficiency"),
    ("costOptimization", "Cost Optimization"),
    ("sustainability", "Sustainability"),
];

type Object = Map<String, Value>;

/// Reads a file; what is wrong with it is reported.
pub(super) fn read(export: Export<'_, '_>) -> Vec<Draft> {
    let Some(answers) = refusal::answers(export) else {
        return Vec::new();
    };
    let reader = Reader {
        export,
        cursor: Cell::new(0),
        failed: Cell::new(false),
        milestones: milestones(&answers),
    };
    let mut found: Vec<(Key, Draft)> = Vec::new();
    for answer in &answers {
        reader.cursor.set(answer.start);
        for (key, draft) in reader.answer(answer) {
            match found.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => join(known, draft),
                None => found.push((key, draft)),
            }
        }
    }
    reader.check_pages(&answers);
    if found.is_empty() && !reader.failed.get() {
        let cure = "export the reviews with `get-lens-review`; milestones alone count all lenses together";
        export.refuse(0..0, "the file holds no review of the team's workloads", cure);
    }
    if reader.failed.get() {
        return Vec::new();
    }
    name(found)
}

/// One answer of the service, by what it is.
pub(super) struct Answer {
    kind: Kind,
    object: Object,
    /// Where it begins in the file.
    start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    LensReview,
    LensReviews,
    Consolidated,
    Answers,
    Milestones,
}

impl Kind {
    /// The member that holds what it lists.
    const ALL: [(Self, &'static str); 5] = [
        (Self::LensReview, "LensReview"),
        (Self::LensReviews, "LensReviewSummaries"),
        (Self::Consolidated, "Metrics"),
        (Self::Answers, "AnswerSummaries"),
        (Self::Milestones, "MilestoneSummaries"),
    ];
}

/// What makes two answers speak of one review: workload, lens, milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    workload: String,
    lens: String,
    milestone: Option<u64>,
}

struct Reader<'e, 'a> {
    export: Export<'e, 'a>,
    /// How far the text was searched: entries stand in it in the order in which they are read.
    cursor: Cell<usize>,
    failed: Cell<bool>,
    /// When milestones were saved, as values, by workload and number.
    milestones: Vec<(String, u64, Value)>,
}

impl Reader<'_, '_> {
    fn fail(&self, key: &str, message: &str) {
        self.failed.set(true);
        let at = self.export.quoted(key, self.cursor.get());
        self.export
            .refuse(at, message, "export it again, or write the review as TOML");
    }

    fn answer(&self, answer: &Answer) -> Vec<(Key, Draft)> {
        let object = &answer.object;
        let workload = text(object, "WorkloadId").unwrap_or_default();
        let milestone = object.get("MilestoneNumber").and_then(Value::as_u64);
        let key = |lens: &Object| Key {
            workload: workload.to_owned(),
            lens: lens_id(lens).to_owned(),
            milestone,
        };
        match answer.kind {
            Kind::LensReview => {
                let lens = object.get("LensReview").and_then(Value::as_object);
                let draft = lens.and_then(|lens| Some((key(lens), self.lens_review(lens)?)));
                draft
                    .map(|(key, draft)| (key.clone(), self.dated(draft, &key)))
                    .into_iter()
                    .collect()
            }
            Kind::LensReviews => objects(object, "LensReviewSummaries")
                .filter_map(|lens| {
                    let name = text(lens, "LensName").unwrap_or_default();
                    self.cursor.set(self.export.quoted(name, self.cursor.get()).start);
                    Some((key(lens), self.lens_review(lens)?))
                })
                .map(|(key, draft)| (key.clone(), self.dated(draft, &key)))
                .collect(),
            Kind::Consolidated => self.consolidated(object),
            Kind::Answers => {
                let draft = self.answers(object);
                let found = draft.map(|draft| (key(object), draft));
                found
                    .map(|(key, draft)| (key.clone(), self.dated(draft, &key)))
                    .into_iter()
                    .collect()
            }
            Kind::Milestones => Vec::new(),
        }
    }

    /// The draft with the day on which its milestone was saved.
    fn dated(&self, draft: Draft, key: &Key) -> Draft {
        let saved = self
            .milestones
            .iter()
            .find(|(workload, number, _)| *workload == key.workload && Some(*number) == key.milestone);
        let saved = saved.and_then(|(.., recorded)| self.day("RecordedAt", recorded));
        Draft {
            date: saved.or(draft.date),
            ..draft
        }
    }

    /// A review as `get-lens-review` gives it, or a summary of `list-lens-reviews`.
    fn lens_review(&self, lens: &Object) -> Option<Draft> {
        let overall = self.risks(lens);
        let pillars: Vec<PillarScore> = objects(lens, "PillarReviewSummaries")
            .filter_map(|pillar| {
                let risks = self.risks(pillar)?;
                let id = text(pillar, "PillarId").unwrap_or_default();
                Some(self.pillar((id, text(pillar, "PillarName")), risks))
            })
            .collect();
        if overall.is_none() && pillars.is_empty() {
            self.fail("LensName", "the review has no `RiskCounts`");
            return None;
        }
        let lens_name = lens_name(text(lens, "LensName"), lens_id(lens));
        let at = self.cursor.get();
        Some(Draft {
            name: kebab(&lens_name),
            workload: None,
            date: lens.get("UpdatedAt").and_then(|moment| self.day("UpdatedAt", moment)),
            lens: lens_name,
            lens_version: text(lens, "LensVersion").map(str::to_owned),
            overall: overall.map(Score::Risks),
            pillars,
            questions: None,
            findings: Vec::new(),
            summary: text(lens, "Notes").map(|notes| self.export.verbatim(notes, at)),
            origin: self.export.document.origin(at),
        })
    }

    /// Every workload of the report that is the team's, under each of its lenses.
    fn consolidated(&self, report: &Object) -> Vec<(Key, Draft)> {
        let metrics: Vec<&Object> = objects(report, "Metrics").collect();
        let has_several = metrics.len() > 1;
        let (mut drafts, mut foreign) = (Vec::new(), Vec::new());
        for metric in metrics {
            let id = text(metric, "WorkloadId").unwrap_or_default();
            let name = text(metric, "WorkloadName").unwrap_or(id);
            let at = self.export.quoted(name, self.cursor.get());
            let workload = self.export.workload(name);
            if workload.is_none() && has_several {
                foreign.push((name.to_owned(), at));
                continue;
            }
            if workload.is_none() && !self.export.context.teams[self.export.team].workloads.is_empty() {
                let message = format!("the workload `{name}` is none of the team's");
                let cure = "its review counts for the team as a whole; name the workload in team.toml, or with \
                            `workload` in a TOML file of the same name";
                self.export.leave_out(at.clone(), &message, cure);
            }
            let lenses: Vec<&Object> = objects(metric, "Lenses").collect();
            for lens in &lenses {
                let Some(draft) = self.of_metric(metric, lens) else {
                    continue;
                };
                let lens_part = (lenses.len() > 1).then(|| format!("-{}", kebab(&draft.lens)));
                let key = Key {
                    workload: id.to_owned(),
                    lens: lens_id(lens).to_owned(),
                    milestone: None,
                };
                let name = kebab(name) + &lens_part.unwrap_or_default();
                drafts.push((
                    key,
                    Draft {
                        name,
                        workload,
                        origin: self.export.document.origin(at.start),
                        ..draft
                    },
                ));
            }
        }
        if let Some((_, at)) = foreign.first() {
            let names: Vec<String> = foreign.iter().map(|(name, _)| format!("`{name}`")).collect();
            let message = format!("workloads of the report that are not the team's: {}", names.join(", "));
            let cure = "name those that are under `[[workloads]]` in team.toml; the others belong to other teams";
            self.export.leave_out(at.clone(), &message, cure);
        }
        drafts
    }

    fn of_metric(&self, metric: &Object, lens: &Object) -> Option<Draft> {
        let (mut pillars, mut findings) = (Vec::new(), Vec::new());
        for pillar in objects(lens, "Pillars") {
            let id = text(pillar, "PillarId").unwrap_or_default();
            let score = self.risks(pillar).map(|risks| self.pillar((id, None), risks));
            for question in objects(pillar, "Questions") {
                let practices: Vec<&str> = objects(question, "BestPractices")
                    .filter_map(|practice| text(practice, "ChoiceTitle"))
                    .collect();
                findings.extend(self.finding((question, id), &practices.join("; ")));
            }
            pillars.extend(score);
        }
        let overall = self.risks(lens);
        if overall.is_none() && pillars.is_empty() {
            self.fail("LensArn", "a lens of the report has no `RiskCounts`");
            return None;
        }
        let lens_name = lens_name(None, lens_id(lens));
        Some(Draft {
            name: String::new(),
            workload: None,
            date: metric.get("UpdatedAt").and_then(|moment| self.day("UpdatedAt", moment)),
            lens: lens_name,
            lens_version: None,
            overall: overall.map(Score::Risks),
            pillars,
            questions: None,
            findings,
            summary: None,
            origin: self.export.document.origin(self.cursor.get()),
        })
    }

    /// A review from its answers: risks are counted, questions with a risk are findings.
    fn answers(&self, answers: &Object) -> Option<Draft> {
        let at = self.cursor.get();
        let mut pillars: Vec<(String, Risks)> = Vec::new();
        let mut findings = Vec::new();
        for answer in objects(answers, "AnswerSummaries") {
            let id = text(answer, "PillarId").unwrap_or_default();
            let known = pillars.iter().position(|(known, _)| known == id);
            let index = known.unwrap_or_else(|| {
                pillars.push((id.to_owned(), Risks::default()));
                pillars.len() - 1
            });
            let counted = &mut pillars[index].1;
            let applies = answer.get("IsApplicable").and_then(Value::as_bool) != Some(false);
            match text(answer, "Risk").unwrap_or("UNANSWERED") {
                _ if !applies => counted.not_applicable += 1,
                "HIGH" => counted.high += 1,
                "MEDIUM" => counted.medium += 1,
                "NONE" => counted.none += 1,
                "NOT_APPLICABLE" => counted.not_applicable += 1,
                "UNANSWERED" => counted.unanswered += 1,
                other => self.fail(other, &format!("`{other}` is not a risk of the service")),
            }
            findings.extend(self.finding((answer, id), "").filter(|_| applies));
        }
        if pillars.is_empty() {
            self.fail("AnswerSummaries", "the list holds no answers");
            return None;
        }
        let lens_name = lens_name(None, lens_id(answers));
        Some(Draft {
            name: kebab(&lens_name),
            workload: None,
            date: None,
            lens: lens_name,
            lens_version: None,
            overall: None,
            pillars: pillars
                .into_iter()
                .map(|(id, risks)| self.pillar((&id, None), risks))
                .collect(),
            questions: None,
            findings,
            summary: None,
            origin: self.export.document.origin(at),
        })
    }

    /// A question with a risk, of a pillar.
    fn finding(&self, question: (&Object, &str), plan: &str) -> Option<Finding> {
        let (question, pillar) = question;
        let risk = match text(question, "Risk") {
            Some("HIGH") => Risk::High,
            Some("MEDIUM") => Risk::Medium,
            _ => return None,
        };
        let id = text(question, "QuestionId")?;
        let at = self.export.quoted(id, self.cursor.get());
        self.cursor.set(at.end);
        let title = text(question, "QuestionTitle").map_or_else(|| words_of_id(&kebab(id)), str::to_owned);
        Some(Finding {
            // The id of a custom lens's question may be anything.
            id: if crate::load::document::is_name(id) {
                id.to_owned()
            } else {
                kebab(id)
            },
            pillar: pillar_of(self.export.context, pillar),
            risk,
            title: self.export.verbatim(&title, at.start),
            plan: (!plan.is_empty()).then(|| self.export.verbatim(plan, at.start)),
            link: None,
            is_done: false,
            origin: self.export.document.origin(at.start),
        })
    }

    fn pillar(&self, named: (&str, Option<&str>), risks: Risks) -> PillarScore {
        let (id, name) = named;
        let known = PILLARS.iter().find(|(known, _)| *known == id);
        let name = name.or(known.map(|(_, name)| *name));
        let pillar = pillar_of(self.export.context, id);
        PillarScore {
            pillar: pillar.or_else(|| pillar_of(self.export.context, name?)),
            name: name.map_or_else(|| words_of_id(&kebab(id)), str::to_owned),
            score: Score::Risks(risks),
        }
    }

    /// `RiskCounts` of something; `None` where it has none. What its map leaves out is zero.
    fn risks(&self, of: &Object) -> Option<Risks> {
        let counts = of.get("RiskCounts").filter(|counts| !counts.is_null())?;
        let Some(counts) = counts.as_object() else {
            self.fail("RiskCounts", "`RiskCounts` is not a map of counts");
            return None;
        };
        let mut risks = Risks::default();
        for (name, count) in counts {
            let place = match name.as_str() {
                "HIGH" => &mut risks.high,
                "MEDIUM" => &mut risks.medium,
                "NONE" => &mut risks.none,
                "NOT_APPLICABLE" => &mut risks.not_applicable,
                "UNANSWERED" => &mut risks.unanswered,
                other => {
                    self.fail(other, &format!("`{other}` is not a risk of the service"));
                    continue;
                }
            };
            match count.as_u64().and_then(|count| u32::try_from(count).ok()) {
                Some(count) if count <= MOST_QUESTIONS => *place = count,
                _ => self.fail(name, &format!("`{name}` is not a number of questions: {count}")),
            }
        }
        Some(risks)
    }

    /// The day of a moment in the site's time zone: seconds since 1970, or ISO text.
    fn day(&self, key: &str, moment: &Value) -> Option<Date> {
        let at = match moment {
            Value::Null => return None,
            Value::Number(number) => number.as_f64().and_then(|seconds| {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a float cast saturates, and is refused then"
                )]
                let whole = seconds.floor() as i64;
                Timestamp::from_second(whole).ok()
            }),
            Value::String(text) => match day(text) {
                Some(day) => return Some(day),
                None => text.parse().ok(),
            },
            _ => None,
        };
        let date = at.map(|at: Timestamp| at.to_zoned(self.export.context.zone.clone()).date());
        let date = date.filter(|date| date.year() >= FIRST_YEAR);
        if date.is_none() {
            self.fail(key, &format!("`{key}` is not a moment that can be: {moment}"));
        }
        date
    }

    /// Says where a list goes on in another answer that is not in the file.
    fn check_pages(&self, answers: &[Answer]) {
        for (index, answer) in answers.iter().enumerate() {
            let lens = answer.object.get("LensReview").and_then(Value::as_object);
            let token = [Some(&answer.object), lens]
                .into_iter()
                .flatten()
                .any(|object| text(object, "NextToken").is_some());
            let goes_on = answers.get(index + 1).is_some_and(|next| next.kind == answer.kind);
            if !token || goes_on {
                continue;
            }
            let at = self.export.quoted("NextToken", answer.start);
            let cure =
                "export it again without `--max-items` and `--no-paginate`: the command line then joins the pages";
            if answer.kind == Kind::Answers {
                self.failed.set(true);
                let message = "this is one page of the answers: counts of it would be wrong";
                self.export.refuse(at, message, cure);
            } else {
                let message = "this is one page of a longer list; what stands on the others is not shown";
                self.export.leave_out(at, message, cure);
            }
        }
    }
}

/// More questions than any lens has.
const MOST_QUESTIONS: u32 = 100_000;

/// When milestones were saved, of all lists in the file.
fn milestones(answers: &[Answer]) -> Vec<(String, u64, Value)> {
    let lists = answers.iter().filter(|answer| answer.kind == Kind::Milestones);
    lists
        .flat_map(|list| {
            let workload = text(&list.object, "WorkloadId").unwrap_or_default();
            objects(&list.object, "MilestoneSummaries").filter_map(move |milestone| {
                let number = milestone.get("MilestoneNumber")?.as_u64()?;
                Some((workload.to_owned(), number, milestone.get("RecordedAt")?.clone()))
            })
        })
        .collect()
}

/// Adds what another answer says of the same review: pages of answers are one list, and a review may come with its
/// answers.
fn join(known: &mut Draft, other: Draft) {
    let counted = |draft: &Draft| draft.overall.is_some();
    match (counted(known), counted(&other)) {
        // Both are pages of one list.
        (false, false) => {
            for pillar in other.pillars {
                let same = known.pillars.iter_mut().find(|own| own.name == pillar.name);
                match same {
                    Some(own) => own.score = sum(own.score, pillar.score),
                    None => known.pillars.push(pillar),
                }
            }
        }
        // The service's own counts go before those of a list.
        (false, true) => {
            known.overall = other.overall;
            known.pillars = other.pillars;
            known.lens.clone_from(&other.lens);
            known.name.clone_from(&other.name);
            known.lens_version.clone_from(&other.lens_version);
            known.summary.clone_from(&other.summary);
        }
        (true, _) if known.pillars.is_empty() => known.pillars = other.pillars,
        (true, _) => {}
    }
    known.date = known.date.max(other.date);
    known.findings.extend(other.findings);
}

fn sum(one: Score, other: Score) -> Score {
    let (Score::Risks(one), Score::Risks(other)) = (one, other) else {
        return one;
    };
    Score::Risks(one.plus(other))
}

/// The reviews of a file, told apart where several are of one lens.
fn name(found: Vec<(Key, Draft)>) -> Vec<Draft> {
    let names: Vec<String> = found.iter().map(|(_, draft)| draft.name.clone()).collect();
    found
        .into_iter()
        .map(|(key, draft)| {
            let is_shared = names.iter().filter(|name| **name == draft.name).count() > 1;
            match key.milestone.filter(|_| is_shared) {
                Some(number) => Draft {
                    name: format!("{}-milestone-{number}", draft.name),
                    ..draft
                },
                None => draft,
            }
        })
        .collect()
}

/// A text that is not empty.
fn text<'v>(object: &'v Object, key: &str) -> Option<&'v str> {
    object.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The objects of a list; a list that is absent has none.
fn objects<'v>(object: &'v Object, key: &str) -> impl Iterator<Item = &'v Object> + use<'v> {
    let list = object.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_object)
}

/// What tells a lens from others: its short name, or that of its address.
fn lens_id(lens: &Object) -> &str {
    let own = text(lens, "LensAlias")
        .or_else(|| text(lens, "LensArn"))
        .unwrap_or_default();
    own.rsplit_once("lens/").map_or(own, |(_, id)| id)
}

/// A lens's name; where the answer gives none, one made of its id.
fn lens_name(name: Option<&str>, id: &str) -> String {
    match (name, id) {
        (Some(name), _) => name.to_owned(),
        (None, "wellarchitected" | "") => AWS_LENS.to_owned(),
        (None, id) if id.len() >= 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            format!("Custom lens {}", &id[..8])
        }
        (None, id) => format!("{} lens", words_of_id(&kebab(id))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lens_has_one_id_whether_its_address_is_given_or_not() {
        let of = |json: &str| {
            let value: Value = serde_json::from_str(json).unwrap_or_default();
            value
                .as_object()
                .map(|lens| lens_id(lens).to_owned())
                .unwrap_or_default()
        };
        assert_eq!(of(r#"{"LensAlias": "wellarchitected"}"#), "wellarchitected");
        assert_eq!(
            of(r#"{"LensArn": "arn:aws:wellarchitected::aws:lens/wellarchitected"}"#),
            "wellarchitected"
        );
        assert_eq!(
            of(r#"{"LensAlias": "arn:aws:wellarchitected:eu-north-1:1:lens/abc"}"#),
            "abc"
        );
    }

    #[test]
    fn a_lens_without_a_name_gets_one_of_its_id() {
        assert_eq!(lens_name(None, "wellarchitected"), AWS_LENS);
        assert_eq!(lens_name(None, "serverless"), "Serverless lens");
        assert_eq!(
            lens_name(None, "abcdef123456abcdef123456abcdef12"),
            "Custom lens abcdef12"
        );
        assert_eq!(lens_name(Some("Our lens"), "serverless"), "Our lens");
    }
}
