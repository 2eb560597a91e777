//! Results of reviews in words and bars, each in its provider's unit.

use crate::analyse::war::{By, Change, Judgement};
use crate::chart::{self, Part, PartKind, Stack};
use crate::model::war::{Risks, Score, War};
use crate::page::figure::{Moved, Tone};
use crate::page::words;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The result of the whole lens; where there is no total, that of its pillars.
pub(in crate::page) fn of(war: &War) -> String {
    match war.result() {
        Some(score) => in_words(score),
        None if war.pillars.is_empty() => "no result written".to_owned(),
        // Points of pillars are not added: their total is the provider's to say.
        None => war
            .pillars
            .iter()
            .map(|pillar| format!("{} {}", pillar.name, in_words(pillar.score).trim_end_matches(" points")))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

/// `2 high, 12 medium, 41 none, 3 unanswered`; `71 of 260 points`.
pub(super) fn in_words(score: Score) -> String {
    match score {
        Score::Risks(risks) => {
            let Risks {
                high,
                medium,
                none,
                not_applicable,
                unanswered,
            } = risks;
            let mut parts = vec![
                format!("{high} high"),
                format!("{medium} medium"),
                format!("{none} none"),
            ];
            if unanswered > 0 {
                parts.push(format!("{unanswered} unanswered"));
            }
            if not_applicable > 0 {
                parts.push(format!("{not_applicable} not applicable"));
            }
            parts.join(", ")
        }
        Score::Points { points, out_of } => format!("{} of {} points", points.normalize(), out_of.normalize()),
    }
}

/// The length of the longest bar: the most questions that apply. Points have a maximum of their own.
pub(super) fn scale(scores: impl Iterator<Item = Score>) -> f64 {
    scores
        .filter_map(|score| score.risks())
        .map(|risks| f64::from(risks.answered() + risks.unanswered))
        .fold(0.0, f64::max)
}

/// A bar of a result.
pub(super) fn bar(title: &str, score: Score, whole: f64) -> String {
    let part = |kind: PartKind, size: f64| Part { kind, size };
    let points = |number: Decimal| number.to_f64().unwrap_or_default();
    let (parts, whole) = match score {
        Score::Risks(risks) => (
            vec![
                part(PartKind::Strong, f64::from(risks.high)),
                part(PartKind::Middling, f64::from(risks.medium)),
                part(PartKind::Rest, f64::from(risks.none)),
                part(PartKind::Unknown, f64::from(risks.unanswered)),
            ],
            whole,
        ),
        Score::Points {
            points: reached,
            out_of,
        } => (
            vec![
                part(PartKind::Reached, points(reached)),
                part(PartKind::Rest, points(out_of - reached)),
            ],
            0.0,
        ),
    };
    chart::stack(&Stack {
        title,
        description: &in_words(score),
        parts: &parts,
        whole,
    })
}

/// How a result differs from an earlier one, with the review it differs from.
pub(super) fn moved(change: Option<(Option<Change>, &War)>) -> Moved {
    match change {
        None => unmoved("first review"),
        Some((None, _)) => unmoved("not comparable"),
        Some((Some(change), before)) => Moved {
            since: format!("since {}", words::short_day(before.date)),
            ..difference(change)
        },
    }
}

fn unmoved(text: &str) -> Moved {
    Moved {
        tone: Tone::None,
        arrow: "",
        text: text.to_owned(),
        word: String::new(),
        since: String::new(),
    }
}

/// A difference in words, with what it means.
pub(in crate::page) fn difference(change: Change) -> Moved {
    let (tone, word) = match change.judgement {
        Judgement::Better => (Tone::Better, "better"),
        Judgement::Worse => (Tone::Worse, "worse"),
        Judgement::Same => (Tone::Same, ""),
        Judgement::BothWays | Judgement::OtherQuestions | Judgement::FewerAnswers => (Tone::None, ""),
    };
    let text = by_words(change.by);
    Moved {
        tone,
        arrow: "",
        text: match change.judgement {
            Judgement::OtherQuestions => format!("{text}; other questions, not judged"),
            Judgement::FewerAnswers => format!("{text}; fewer answers, not judged"),
            _ => text,
        },
        word: word.to_owned(),
        since: String::new(),
    }
}

/// `3 fewer high, 1 more medium than on 2 December 2025`.
pub(in crate::page) fn compared(change: Change, before: &War) -> String {
    let than = match change.by {
        By::Risks { high: 0, medium: 0, .. } | By::Pillars { more: 0, fewer: 0 } => "as",
        By::Points(by) if by.is_zero() => "as",
        _ => "than",
    };
    let apart = match change.judgement {
        Judgement::OtherQuestions => ", of other questions",
        Judgement::FewerAnswers => ", with fewer answers",
        _ => "",
    };
    let by = words::capital(&by_words(change.by));
    format!("{by} {than} on {}{apart}", words::day(before.date))
}

fn by_words(by: By) -> String {
    match by {
        By::Risks { high, medium, .. } => {
            let parts: Vec<String> = [(high, "high"), (medium, "medium")]
                .into_iter()
                .filter(|(by, _)| *by != 0)
                .map(|(by, risk)| format!("{} {} {risk}", by.abs(), if by > 0 { "more" } else { "fewer" }))
                .collect();
            if parts.is_empty() {
                "as many risks".to_owned()
            } else {
                parts.join(", ")
            }
        }
        By::Points(by) if by.is_zero() => "as many points".to_owned(),
        By::Points(by) => format!(
            "{} {} points",
            by.abs().normalize(),
            if by > Decimal::ZERO { "more" } else { "fewer" }
        ),
        By::Pillars { more: 0, fewer: 0 } => "as many points in each pillar".to_owned(),
        By::Pillars { more, fewer } => [(more, "more"), (fewer, "fewer")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, way)| format!("{way} points in {}", words::counted(count, "pillar")))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// A count of questions as other counts are written.
pub(super) fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_said_in_its_own_unit() {
        let risks = Risks {
            high: 0,
            medium: 12,
            none: 41,
            not_applicable: 0,
            unanswered: 3,
        };
        assert_eq!(
            in_words(Score::Risks(risks)),
            "0 high, 12 medium, 41 none, 3 unanswered"
        );
        let points = Score::Points {
            points: Decimal::new(715, 1),
            out_of: Decimal::from(260),
        };
        assert_eq!(in_words(points), "71.5 of 260 points");
    }

    #[test]
    fn a_difference_between_other_questions_is_said_and_not_judged() {
        let by = By::Risks {
            high: -3,
            medium: 1,
            answered: 0,
        };
        let said = |judgement| difference(Change { by, judgement });
        let better = said(Judgement::Better);
        assert_eq!(
            (better.text.as_str(), better.word),
            ("3 fewer high, 1 more medium", "better".to_owned())
        );
        let across = said(Judgement::OtherQuestions);
        assert_eq!(across.word, "");
        assert!(across.text.ends_with("not judged"), "{}", across.text);
    }
}
