//! Limits of input: what goes beyond one is refused with its code and place, and in no time.

use crate::harness::Folder;
use scorpfolio::Refused;
use scorpfolio::diagnostic::{Diagnostic, MOST_PROBLEMS, Severity};

fn found(problems: &[Diagnostic], code: &str) -> (String, u32) {
    let of_code = problems.iter().find(|problem| problem.code.id() == code);
    let place = of_code.and_then(|problem| problem.place.as_ref());
    let place = place.unwrap_or_else(|| {
        let first = &problems[..problems.len().min(3)];
        panic!(
            "no {code} among\n{}",
            scorpfolio::diagnostic::text::render(first, false)
        )
    });
    (place.file.clone(), place.line)
}

/// Bytes of a file that is larger than any may be.
fn too_large() -> Vec<u8> {
    vec![b'#'; usize::try_from(scorpfolio::source::LARGEST_FILE).expect("small") + 1]
}

#[test]
fn a_file_that_is_too_large_is_refused_wherever_it_lies() {
    for path in [
        "content/pages/agreement.md",
        "scorpfolio.toml",
        "themes/ours/templates/teams.html",
    ] {
        let folder = Folder::right();
        folder.write(
            "scorpfolio.toml",
            "title = \"T\"\nas_of = 2026-02-10\ntheme = \"ours\"\n[cycle]\nfirst = 2026-01-05\n",
        );
        folder.write("themes/ours/theme.toml", "");
        folder.write_bytes(path, &too_large());
        assert_eq!(found(&folder.problems(), "E103"), (path.to_owned(), 0));
    }
}

#[test]
fn of_a_file_of_nothing_but_problems_the_first_are_told() {
    let report = "content/teams/alpha/reports/2026-02-01.toml";
    let lines = |of: &dyn Fn(u32) -> String| (0..4_000).map(of).collect::<Vec<_>>().concat();
    let unknown = lines(&|key| format!("key{key} = 1\n"));
    let data = "content/teams/alpha/data/sonar.csv";
    let rows = lines(&|row| format!("2026-02-01,none-{row},x\n"));
    let page = "content/pages/agreement.md";
    let dead = "[a](gone.md)\n".repeat(4_000);
    for (path, text) in [
        (report, unknown),
        (data, format!("date,metric,value\n{rows}")),
        (page, format!("+++\ntitle = \"x\"\n+++\n{dead}")),
    ] {
        let folder = Folder::right();
        folder.write(path, &text);
        let problems = folder.problems();
        assert_eq!(found(&problems, "E110").0, path);
        assert_eq!(problems.len(), MOST_PROBLEMS + 1);
        let is_error = |problem: &Diagnostic| problem.severity == Severity::Error;
        assert!(problems.iter().all(is_error));
    }
}

#[test]
fn a_linked_file_that_could_run_script_is_not_published() {
    for (name, text) in [
        ("report.html", "<p>Fine</p>"),
        ("a.js", "alert(1)"),
        (
            "drawing.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        ),
    ] {
        let folder = Folder::right();
        folder.write(&format!("content/pages/{name}"), text);
        folder.write(
            "content/pages/agreement.md",
            &format!("+++\ntitle = \"x\"\n+++\n\n[it]({name})\n"),
        );
        let at = ("content/pages/agreement.md".to_owned(), 5);
        assert_eq!(found(&folder.problems(), "E111"), at, "{name}");
        assert!(matches!(
            scorpfolio::build(&folder.options()),
            Err(Refused::Problems(_))
        ));
    }
    let folder = Folder::right();
    let still = "<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9'/></svg>";
    folder.write("content/pages/drawing.svg", still);
    folder.write(
        "content/pages/agreement.md",
        "+++\ntitle = \"x\"\n+++\n![It](drawing.svg)\n",
    );
    folder.build();
    assert_eq!(folder.read("public/files/pages/drawing.svg"), still);
}

#[test]
fn what_cannot_be_seen_is_on_no_page() {
    let folder = Folder::right();
    let team = "name = \"Al\\u202Eahp\\u202C\\u2066x\\u0007\\u0085\\uFFFE\"\nmission = \"<b>a&#x202E;b</b> <a href='jav&#1;ascript:x'>c</a>\"\n";
    folder.write(
        "content/teams/alpha/team.toml",
        &format!("{team}[[workloads]]\nid = \"api\"\n"),
    );
    folder.build();
    let page = folder.read("public/teams/alpha.html");
    assert!(
        page.contains("<h1") && page.contains("Alahpx") && page.contains("<b>ab</b>"),
        "{page}"
    );
    assert!(
        page.contains("rel=\"noopener noreferrer\">c</a>") && !page.contains("ascript:x"),
        "{page}"
    );
    let forbidden = |letter: char| {
        letter.is_control() && letter != '\n' && letter != '\t'
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}')
    };
    for (path, bytes) in folder.site() {
        if [".html", ".svg", ".xml"].iter().any(|ending| path.ends_with(ending)) {
            let text = String::from_utf8(bytes).expect("text");
            assert!(!text.contains(forbidden), "{path}");
        }
    }
}

#[test]
fn no_team_looks_like_another() {
    let folder = Folder::right();
    for (team, name) in [("alpha", "Check\u{200b}out"), ("beta", "\u{2068}Checkout\u{2069} ")] {
        let text = format!("name = \"{name}\"\n[[workloads]]\nid = \"api\"\n");
        folder.write(&format!("content/teams/{team}/team.toml"), &text);
    }
    let (file, _) = found(&folder.problems(), "E405");
    assert_eq!(file, "content/teams/beta/team.toml");
}

#[test]
fn tables_are_aligned_by_classes_and_images_of_html_are_the_site_s_own() {
    let folder = Folder::right();
    let table = "| a | b | c |\n|---|--:|:-:|\n| 1 | 2 | <i>3</i> |\n";
    folder.write(
        "content/pages/agreement.md",
        &format!("+++\ntitle = \"x\"\n+++\n{table}"),
    );
    folder.build();
    let page = folder.read("public/pages/agreement.html");
    let row = "<td>1</td><td class=\"right\">2</td><td class=\"centred\"><i>3</i></td>";
    assert!(
        page.contains(row) && page.contains("<th class=\"right\">b</th>"),
        "{page}"
    );
    assert!(!page.contains("style="), "{page}");
}

#[test]
fn a_file_keeps_its_name_and_is_found_by_it() {
    let folder = Folder::right();
    let names = ["my notes.csv", "50 % of it.csv", "a'b & (c).csv", "Zürich.csv"];
    let mut page = "+++\ntitle = \"x\"\n+++\n".to_owned();
    for name in names {
        folder.write(&format!("content/pages/{name}"), "a,b\n");
        let address = name.replace('%', "%25");
        page.push_str(&["\n[a](<", &address, ">) ![b](<", &address, ">)\n"].concat());
    }
    folder.write("content/pages/agreement.md", &page);
    folder.build();
    let html = folder.read("public/pages/agreement.html");
    for name in names {
        assert!(folder.path().join("public/files/pages").join(name).exists(), "{name}");
    }
    for address in ["my%20notes.csv", "50%20%25%20of%20it.csv", "Zürich.csv"] {
        assert!(
            html.contains(&format!("href=\"../files/pages/{address}\"")),
            "{address}: {html}"
        );
    }
}
