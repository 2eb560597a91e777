//! topics.toml → [`Topic`]s, and the synonyms they replace.

use crate::diagnostic::Code;
use crate::load::document::{Document, is_id, kebab, words_of_id};
use crate::load::register::words;
use crate::load::shape;
use crate::model::portfolio::Portfolio;
use crate::model::report::Report;
use crate::model::team::Team;
use crate::model::topic::Topic;
use std::collections::BTreeMap;

/// Reads what a topics.toml says, in its order.
pub(super) fn read(document: &Document<'_>, known: &mut Vec<Topic>) {
    let table = document.parse();
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    for (name, item) in entries {
        let id = name.get_ref().as_ref();
        if shape::TOPICS.key(id).is_some() {
            document.check(&[(name.clone(), item.clone())].into_iter().collect(), &shape::TOPICS);
            continue;
        }
        let Some(topic) = item.get_ref().as_table() else {
            let cure = format!("write a table a topic: `[{}]` with `name = \"…\"`", kebab(id));
            let message = format!("`{id}` is not a topic");
            document.problem(Code::WrongType, name.span(), (&message, &cure));
            continue;
        };
        document.check_table(topic, &shape::TOPIC, (&shape::TOPICS, item.span()));
        if !is_id(id) {
            let message = format!("`{id}` is not an id: lower-case letters, digits and single hyphens");
            document.problem(Code::BadId, name.span(), (&message, &format!("write `{}`", kebab(id))));
            continue;
        }
        let topic = Topic {
            id: id.to_owned(),
            name: document.text(topic, "name").unwrap_or_else(|| words_of_id(id)),
            synonyms: words(document, topic, "synonyms"),
            origin: document.origin(name.span().start),
        };
        let taken = |word: &str| {
            known
                .iter()
                .any(|other| other.id == word || other.synonyms.iter().any(|own| own == word))
        };
        for word in std::iter::once(&topic.id).chain(&topic.synonyms) {
            if taken(word) {
                let message = format!("two topics claim the word `{word}`");
                document.problem(Code::DuplicateId, item.span(), (&message, "leave it to one of them"));
            }
        }
        known.push(topic);
    }
}

/// Replaces synonyms by the topic's own word wherever topics are named.
pub(super) fn replace_synonyms(portfolio: &mut Portfolio) {
    let own: BTreeMap<String, String> = portfolio
        .topics
        .iter()
        .flat_map(|topic| topic.synonyms.iter().map(|word| (word.clone(), topic.id.clone())))
        .collect();
    if own.is_empty() {
        return;
    }
    let replace = |words: &mut Vec<String>| {
        for word in words.iter_mut() {
            if let Some(topic) = own.get(word) {
                word.clone_from(topic);
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        words.retain(|word| seen.insert(word.clone()));
    };
    let is_changed = |words: &Vec<String>| {
        let mut positions = 0..words.len();
        positions.any(|at| own.contains_key(&words[at]) || words[..at].contains(&words[at]))
    };
    let says_so = |report: &Report| {
        [&report.topics, &report.offers, &report.asks]
            .into_iter()
            .any(is_changed)
    };
    let needs = |team: &Team| team.reports.iter().any(says_so);
    portfolio.teams.change(needs, |team| {
        for report in &mut team.reports {
            replace(&mut report.topics);
            replace(&mut report.offers);
            replace(&mut report.asks);
        }
    });
    for minutes in &mut portfolio.minutes {
        replace(&mut minutes.topics);
        for pairing in &mut minutes.pairings {
            if let Some(topic) = pairing.topic.as_ref().and_then(|word| own.get(word)) {
                pairing.topic = Some(topic.clone());
            }
        }
    }
    for share in &mut portfolio.tech_shares {
        replace(&mut share.topics);
    }
}
