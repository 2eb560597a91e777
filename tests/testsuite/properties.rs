//! What holds for any input: reading never panics, and the order of files means nothing.

use crate::harness::{Folder, repository};
use proptest::prelude::*;
use scorpfolio::load;
use scorpfolio::source::{Role, SourceFile, Sources};

/// Files of the small portfolio as sources, without a disk.
fn sources(files: &[(String, Vec<u8>)]) -> Sources {
    let file = |(path, bytes): &(String, Vec<u8>)| SourceFile {
        path: format!("content/{path}").into(),
        content_path: path.as_str().into(),
        source_path: format!("content/{path}").into(),
        source_url: None,
        role: Role::of(path),
        bytes: bytes.as_slice().into(),
    };
    Sources {
        files: files.iter().map(file).collect(),
        left_out: Vec::new(),
    }
}

fn right() -> Vec<(String, Vec<u8>)> {
    crate::harness::files(&Folder::right().path().join("content"))
        .into_iter()
        .collect()
}

fn rich() -> Vec<(String, Vec<u8>)> {
    let team = repository().join("content/teams");
    let mut files: Vec<(String, Vec<u8>)> = crate::harness::files(&team)
        .into_iter()
        .filter(|(path, _)| path.starts_with("checkout/"))
        .map(|(path, bytes)| (format!("teams/{path}"), bytes))
        .collect();
    files.push((
        "metrics.toml".to_owned(),
        std::fs::read(repository().join("content/metrics.toml")).expect("readable"),
    ));
    files
}

const CONFIGURATION: &str = "title = \"T\"\ncurrency = \"EUR\"\npillars = [\"security\", \"cost\", \"operational-excellence\", \"reliability\", \"performance\", \"sustainability\"]\n[cycle]\nfirst = 2025-08-04\n";

fn problems(files: &[(String, Vec<u8>)]) -> Vec<scorpfolio::diagnostic::Diagnostic> {
    let (configuration, _) = load::configuration::read(CONFIGURATION);
    load::load(
        &configuration.expect("right"),
        &sources(files),
        jiff::civil::date(2026, 8, 20),
    )
    .1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_prefix_of_any_file_is_read_or_reported_and_never_panics(which in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>()) {
        let mut files = rich();
        let index = which.index(files.len());
        let bytes = &mut files[index].1;
        let length = cut.index(bytes.len() + 1);
        bytes.truncate(length);
        let found = problems(&files);
        for problem in found {
            let place = problem.place.expect("every problem of a file has a place");
            prop_assert!(place.span.end <= place.excerpt.len());
            prop_assert!(place.excerpt.is_char_boundary(place.span.start) && place.excerpt.is_char_boundary(place.span.end));
        }
    }

    #[test]
    fn any_change_of_a_few_bytes_is_read_or_reported_and_never_panics(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut files = right();
        let index = which.index(files.len());
        let bytes = &mut files[index].1;
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let found = problems(&files);
        let text = scorpfolio::diagnostic::text::render(&found, false);
        prop_assert!(found.is_empty() || !text.is_empty());
    }

    #[test]
    fn any_change_of_a_template_is_read_or_reported_and_never_panics(
        cut in any::<prop::sample::Index>(),
        pieces in prop::collection::vec((any::<prop::sample::Index>(), "[|\\\\#*\\[\\]()<>0-9a-z%$~ \n-]{0,6}"), 0..5),
    ) {
        let fixture = repository().join("tests/fixtures/scorp-template/filled-basket.md");
        let mut text: Vec<char> = std::fs::read_to_string(fixture).expect("readable").chars().collect();
        for (at, piece) in pieces {
            let at = at.index(text.len());
            text.splice(at..at, piece.chars());
        }
        text.truncate(cut.index(text.len() * 2));
        let text: String = text.into_iter().collect();
        let files = [("teams/basket/scorp.md".to_owned(), text.into_bytes())];
        for problem in problems(&files) {
            let place = problem.place.expect("every problem of a file has a place");
            prop_assert!(place.span.end <= place.excerpt.len());
            prop_assert!(place.excerpt.is_char_boundary(place.span.start) && place.excerpt.is_char_boundary(place.span.end));
        }
    }

    #[test]
    fn any_text_as_a_value_is_read_or_reported(text in "\\PC{0,24}") {
        let mut files = right();
        let quoted = serde_json::to_string(&text).expect("text");
        files.push(("teams/beta/reports/2025-09-14.toml".to_owned(), format!("[metrics]\ncloud-cost = {quoted}\n").into_bytes()));
        let _ = problems(&files);
    }
}

#[test]
fn the_order_of_files_means_nothing_to_a_portfolio() {
    let folder = Folder::right();
    let one = folder.build();
    let before = folder.site();
    // The same files written in another order lie in another order on most file systems.
    let other = Folder::empty();
    let mut files: Vec<_> = crate::harness::files(folder.path())
        .into_iter()
        .filter(|(path, _)| !path.starts_with("public") && !path.starts_with(".scorpfolio"))
        .collect();
    files.reverse();
    for (path, bytes) in files {
        other.write_bytes(&path, &bytes);
    }
    let two = other.build();
    assert_eq!((one.pages, one.charts), (two.pages, two.charts));
    assert!(before == other.site());
}
