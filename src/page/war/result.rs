//! Results of reviews in words and bars, each in its provider's unit.

use crate::analyse::war::{By, Change, Judgement};
use crate::chart::{self, Part, PartKind, Stack};
use crate::model::war::{Risks, Score, War};
use crate::page::figure::{Moved, Tone};
use crate::page::words::capital;
use crate::words::{Words, say, say_count};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The result of the whole lens; where there is no total, that of its pillars.
pub(in crate::page) fn of(war: &War, words: &Words) -> String {
    match war.result() {
        Some(score) => in_words(score, words),
        None if war.pillars.is_empty() => words.word("war.no_result").to_owned(),
        // Points of pillars are not added: their total is the provider's to say.
        None => war
            .pillars
            .iter()
            .map(|pillar| {
                let result = match pillar.score {
                    Score::Points { points, out_of } => say!(
                        words,
                        "war.points_of_pillar",
                        points = digits(points, words),
                        all = digits(out_of, words)
                    ),
                    Score::Risks(_) => in_words(pillar.score, words),
                };
                say!(words, "war.pillar_and_result", pillar = pillar.name, result = result)
            })
            .collect::<Vec<_>>()
            .join(words.word("war.between_pillars")),
    }
}

/// A number as it was written, with the sign of the language before its decimals.
fn digits(number: Decimal, words: &Words) -> String {
    number.normalize().to_string().replace('.', words.signs().decimal)
}

/// `2 high, 12 medium, 41 none, 3 unanswered`; `71 of 260 points`.
pub(super) fn in_words(score: Score, words: &Words) -> String {
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
                say_count!(words, "war.high", count(high)),
                say_count!(words, "war.medium", count(medium)),
                say_count!(words, "war.without_risk", count(none)),
            ];
            if unanswered > 0 {
                parts.push(say_count!(words, "war.unanswered", count(unanswered)));
            }
            if not_applicable > 0 {
                parts.push(say_count!(words, "war.not_applicable", count(not_applicable)));
            }
            parts.join(words.word("lists.between"))
        }
        Score::Points { points, out_of } => say!(
            words,
            "war.points",
            points = digits(points, words),
            all = digits(out_of, words)
        ),
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
pub(super) fn bar(title: &str, score: Score, whole: f64, words: &Words) -> String {
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
        description: &in_words(score, words),
        parts: &parts,
        whole,
    })
}

/// How a result differs from an earlier one, with the review it differs from.
pub(super) fn moved(change: Option<(Option<Change>, &War)>, words: &Words) -> Moved {
    match change {
        None => unmoved(words.word("war.first_review")),
        Some((None, _)) => unmoved(words.word("war.not_comparable")),
        Some((Some(change), before)) => Moved {
            since: say!(words, "war.since", day = words.short_day(before.date)),
            ..difference(change, words)
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
pub(in crate::page) fn difference(change: Change, words: &Words) -> Moved {
    let (tone, word) = match change.judgement {
        Judgement::Better => (Tone::Better, words.word("figure.better")),
        Judgement::Worse => (Tone::Worse, words.word("figure.worse")),
        Judgement::Same => (Tone::Same, ""),
        Judgement::BothWays | Judgement::OtherQuestions | Judgement::FewerAnswers => (Tone::None, ""),
    };
    let text = by_words(change.by, words);
    Moved {
        tone,
        arrow: "",
        text: match change.judgement {
            Judgement::OtherQuestions => say!(words, "war.other_questions_not_judged", by = text),
            Judgement::FewerAnswers => say!(words, "war.fewer_answers_not_judged", by = text),
            _ => text,
        },
        word: word.to_owned(),
        since: String::new(),
    }
}

/// `3 fewer high, 1 more medium than on 2 December 2025`.
pub(in crate::page) fn compared(change: Change, before: &War, words: &Words) -> String {
    let is_same = match change.by {
        By::Risks { high, medium, .. } => (high, medium) == (0, 0),
        By::Pillars { more, fewer } => (more, fewer) == (0, 0),
        By::Points(by) => by.is_zero(),
    };
    let (by, day) = (capital(&by_words(change.by, words)), words.day(before.date));
    let compared = if is_same {
        say!(words, "war.as_on", by = by, day = day)
    } else {
        say!(words, "war.than_on", by = by, day = day)
    };
    match change.judgement {
        Judgement::OtherQuestions => say!(words, "war.of_other_questions", compared = compared),
        Judgement::FewerAnswers => say!(words, "war.with_fewer_answers", compared = compared),
        _ => compared,
    }
}

fn by_words(by: By, words: &Words) -> String {
    let parts: Vec<String> = match by {
        By::Risks { high: 0, medium: 0, .. } => vec![words.word("war.as_many_risks").to_owned()],
        By::Risks { high, medium, .. } => {
            let high = match (high, size(high)) {
                (0, _) => None,
                (1.., by) => Some(say_count!(words, "war.more_high", by)),
                (_, by) => Some(say_count!(words, "war.fewer_high", by)),
            };
            let medium = match (medium, size(medium)) {
                (0, _) => None,
                (1.., by) => Some(say_count!(words, "war.more_medium", by)),
                (_, by) => Some(say_count!(words, "war.fewer_medium", by)),
            };
            high.into_iter().chain(medium).collect()
        }
        By::Points(by) if by.is_zero() => vec![words.word("war.as_many_points").to_owned()],
        By::Points(by) => {
            let points = digits(by.abs(), words);
            vec![if by > Decimal::ZERO {
                say!(words, "war.more_points", points = points)
            } else {
                say!(words, "war.fewer_points", points = points)
            }]
        }
        By::Pillars { more: 0, fewer: 0 } => vec![words.word("war.as_many_points_in_each_pillar").to_owned()],
        By::Pillars { more, fewer } => {
            let more = (more > 0).then(|| say_count!(words, "war.more_points_in_pillars", more));
            let fewer = (fewer > 0).then(|| say_count!(words, "war.fewer_points_in_pillars", fewer));
            more.into_iter().chain(fewer).collect()
        }
    };
    parts.join(words.word("lists.between"))
}

fn size(by: i64) -> usize {
    usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX)
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
        let words = Words::english();
        assert_eq!(
            in_words(Score::Risks(risks), &words),
            "0 high, 12 medium, 41 none, 3 unanswered"
        );
        let points = Score::Points {
            points: Decimal::new(715, 1),
            out_of: Decimal::from(260),
        };
        assert_eq!(in_words(points, &words), "71.5 of 260 points");
    }

    #[test]
    fn a_difference_between_other_questions_is_said_and_not_judged() {
        let by = By::Risks {
            high: -3,
            medium: 1,
            answered: 0,
        };
        let said = |judgement| difference(Change { by, judgement }, &Words::english());
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
