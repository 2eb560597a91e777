//! The record that lies beside a published site: what a publication is in the middle of, and which assets wait for their
//! end. With it the next run knows what is ours and what may hold other bytes than `build.json` says, without anything
//! kept on the machine that published. Pure.

use crate::publish::path;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The record's name below the prefix; no page can have it.
pub(super) const RECORD: &str = ".scorpfolio-published.json";
const SCHEMA: u32 = 1;
const GENERATOR: &str = "scorpfolio";

/// What the record says. An object that neither `build.json` nor the record names is not ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// Whom the site is for.
    pub(super) audience: String,
    /// Whether a publication was begun and not finished.
    pub(super) publishing: bool,
    /// Objects in `build.json` that may hold other bytes than it says.
    pub(super) changing: BTreeSet<String>,
    /// Objects of ours, besides those of `build.json`, to which pages may lead.
    pub(super) linked: BTreeSet<String>,
    /// Objects of ours, besides those of `build.json`, to which no page leads.
    pub(super) unlinked: BTreeSet<String>,
    /// Hashed assets of earlier builds, with the first day on which the site did without.
    pub(super) retired: BTreeMap<String, Date>,
}

impl Record {
    /// Reads a record; says why if it cannot be trusted.
    pub(super) fn read(bytes: &[u8]) -> Result<Record, String> {
        let written: Written =
            serde_json::from_slice(bytes).map_err(|error| format!("`{RECORD}` is no record: {error}"))?;
        if written.generator != GENERATOR || written.schema_version != SCHEMA {
            return Err(format!("`{RECORD}` is another program's, or of another version"));
        }
        let dates = written
            .retired
            .into_iter()
            .map(|(path, day)| Some((path, day.parse().ok()?)));
        let Some(retired) = dates.collect::<Option<BTreeMap<String, Date>>>() else {
            return Err(format!("`{RECORD}` holds a day that is none"));
        };
        let record = Record {
            audience: written.audience,
            publishing: written.publishing,
            changing: written.changing,
            linked: written.linked,
            unlinked: written.unlinked,
            retired,
        };
        if let Some(bad) = record.paths().find(|listed| path::check(listed).is_err()) {
            return Err(format!("`{RECORD}` lists `{bad}`, which is no file of a site"));
        }
        Ok(record)
    }

    /// The bytes of the record.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let days = self.retired.iter().map(|(path, day)| (path.clone(), day.to_string()));
        let mut bytes = serde_json::to_vec_pretty(&Written {
            schema_version: SCHEMA,
            generator: GENERATOR.to_owned(),
            audience: self.audience.clone(),
            publishing: self.publishing,
            changing: self.changing.clone(),
            linked: self.linked.clone(),
            unlinked: self.unlinked.clone(),
            retired: days.collect(),
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Whether the record names an object as ours.
    pub(super) fn owns(&self, path: &str) -> bool {
        self.linked.contains(path) || self.unlinked.contains(path) || self.retired.contains_key(path)
    }

    fn paths(&self) -> impl Iterator<Item = &String> {
        let sets = [&self.changing, &self.linked, &self.unlinked];
        sets.into_iter().flatten().chain(self.retired.keys())
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    schema_version: u32,
    generator: String,
    audience: String,
    publishing: bool,
    changing: BTreeSet<String>,
    linked: BTreeSet<String>,
    unlinked: BTreeSet<String>,
    retired: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            audience: "internal".into(),
            publishing: true,
            changing: ["index.html".to_owned()].into(),
            linked: ["a.html".to_owned()].into(),
            unlinked: ["b.html".to_owned()].into(),
            retired: [("assets/site-0123456789.css".to_owned(), jiff::civil::date(2026, 4, 2))].into(),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(Record::read(&record().bytes().unwrap()), Ok(record()));
    }

    #[test]
    fn a_record_that_cannot_be_trusted_owns_nothing() {
        let good = String::from_utf8(record().bytes().unwrap()).unwrap();
        for (from, to) in [
            ("a.html", "../a.html"),
            ("index.html", "build.json"),
            ("\"scorpfolio\"", "\"other\""),
            ("2026-04-02", "soon"),
            ("\"schema_version\": 1", "\"schema_version\": 2"),
        ] {
            assert!(Record::read(good.replace(from, to).as_bytes()).is_err(), "{to}");
        }
        assert!(path::check(RECORD).is_err(), "no page may have the record's name");
    }
}
