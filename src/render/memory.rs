//! What a program that stays knows of the pages it has made before: their fingerprints and links, never their bytes.

use crate::publish::{Fingerprint, PageLinks};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Pages that were made without a problem, by path.
#[derive(Debug, Default)]
pub struct Memory {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    pages: BTreeMap<String, Page>,
    /// Links repeat from page to page: each text is held once.
    texts: BTreeSet<Arc<str>>,
}

#[derive(Debug)]
struct Page {
    fingerprint: Fingerprint,
    links: Vec<Arc<str>>,
    anchors: Vec<Arc<str>>,
}

impl Memory {
    /// The links of a page that was made of the same input.
    pub(super) fn links_of(&self, path: &str, fingerprint: &Fingerprint) -> Option<PageLinks> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let page = kept.pages.get(path).filter(|page| page.fingerprint == *fingerprint)?;
        let owned = |texts: &[Arc<str>]| texts.iter().map(ToString::to_string).collect();
        Some(PageLinks {
            links: owned(&page.links),
            anchors: owned(&page.anchors),
        })
    }

    /// Remembers a page that was made.
    pub(super) fn keep(&self, path: &str, fingerprint: Fingerprint, links: &PageLinks) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { pages, texts } = &mut *kept;
        let page = Page {
            fingerprint,
            links: shared(&links.links, texts),
            anchors: shared(&links.anchors, texts),
        };
        pages.insert(path.to_owned(), page);
    }
}

fn shared(new: &[String], texts: &mut BTreeSet<Arc<str>>) -> Vec<Arc<str>> {
    let shared = new.iter().map(|text| {
        if let Some(known) = texts.get(text.as_str()) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.as_str().into();
        texts.insert(Arc::clone(&text));
        text
    });
    shared.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_its_input_and_made_again_when_that_changes() {
        let memory = Memory::default();
        let input = |text: &str| Fingerprint::builder().part(text.as_bytes()).finish();
        let links = PageLinks {
            links: vec!["a.html".into(), "a.html".into()],
            anchors: vec!["top".into()],
        };
        memory.keep("index.html", input("one"), &links);
        assert_eq!(memory.links_of("index.html", &input("one")), Some(links));
        assert_eq!(memory.links_of("index.html", &input("two")), None);
        assert_eq!(memory.links_of("other.html", &input("one")), None);
    }
}
