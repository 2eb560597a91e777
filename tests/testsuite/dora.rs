//! What the DORA page says of small portfolios.

use crate::harness::Folder;

const CONFIGURATION: &str = "title = \"Test\"\nas_of = 2026-05-01\n[cycle]\nfirst = 2026-01-05\n";
const WITH_BANDS: &str = "title = \"Test\"\nas_of = 2026-05-01\n[cycle]\nfirst = 2026-01-05\n[dora]\nbands = 2024\n";

/// The last days of eight cycles of two weeks.
const DATES: [&str; 8] = [
    "2026-01-18",
    "2026-02-01",
    "2026-02-15",
    "2026-03-01",
    "2026-03-15",
    "2026-03-29",
    "2026-04-12",
    "2026-04-26",
];

/// A portfolio whose teams give a metric the values listed, the last ones in the newest cycles.
fn portfolio(configuration: &str, values: &[(&str, &str, &[&str])]) -> Folder {
    let folder = Folder::empty();
    folder.write("scorpfolio.toml", configuration);
    for (index, date) in DATES.iter().enumerate() {
        for team in ["alpha", "beta"] {
            let given = values.iter().filter(|(whose, ..)| *whose == team);
            let lines = given.filter_map(|(_, metric, given)| {
                let from = DATES.len() - given.len();
                Some(format!("{metric} = {}\n", given[index.checked_sub(from)?]))
            });
            let text = format!("[metrics]\n{}", lines.collect::<String>());
            folder.write(&format!("content/teams/{team}/reports/{date}.toml"), &text);
        }
    }
    folder
}

/// The text of the DORA page: no tags, no charts, single spaces.
fn page(folder: &Folder) -> String {
    let built = folder.build();
    assert!(built.warnings.is_empty(), "{:?}", built.warnings);
    let html = folder.read("public/dora.html");
    let main = &html[html.find("<main").expect("a main part")..html.find("</main>").expect("its end")];
    let mut text = String::new();
    let mut rest = main;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        text.push(' ');
        let tag = &rest[start..];
        let end = if tag.starts_with("<svg") { "</svg>" } else { ">" };
        rest = &tag[tag.find(end).expect("a tag is closed") + end.len()..];
    }
    text.push_str(rest);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [" .", " ,", " :"]
        .iter()
        .fold(text, |text, gap| text.replace(gap, gap.trim()))
}

fn says(text: &str, expected: &str) {
    assert!(text.contains(expected), "`{expected}` is not in: {text}");
}

#[test]
fn a_team_s_value_stands_with_its_time_delta_and_signal_under_the_guide_s_definition() {
    let steady = ["20", "21", "20", "22", "21", "20", "21", "90"];
    let folder = portfolio(
        CONFIGURATION,
        &[
            ("alpha", "change-lead-time", &steady),
            ("alpha", "deployment-frequency", &["10", "12"]),
            ("beta", "change-fail-rate", &["{ numerator = 1, denominator = 8 }"]),
        ],
    );
    let text = page(&folder);
    says(&text, "Of three values, one is a concern; two have no limits.");
    says(&text, "guide of 5 January 2026");
    says(
        &text,
        "Time from a change being committed to version control until it runs in production",
    );
    says(
        &text,
        "One of two teams has a value for this cycle. A count per cycle of 14 days.",
    );
    says(
        &text,
        "Alpha 90 h typed ↑ +69 h (+329 %) worse H concern, high above its trial limits of ",
    );
    says(
        &text,
        "Alpha 12 in 14 days, typed ↑ +2 (+20 %) better no limits 2 of 6 values for first limits",
    );
    says(
        &text,
        "Beta 12.5 % 1 of 8, typed new metric no limits 1 of 6 values for first limits",
    );
    says(
        &text,
        "No team reports it yet: name it deployment-rework-rate below [metrics] of a report.",
    );
    says(&text, "not one of the five");
}

#[test]
fn without_a_year_there_are_no_bands() {
    let values: &[(&str, &str, &[&str])] = &[("alpha", "change-lead-time", &["20"])];
    let text = page(&portfolio(CONFIGURATION, values));
    for word in ["elite", "medium", "Band", "2024"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[test]
fn bands_are_of_the_year_that_is_asked_for_and_only_where_its_report_gives_intervals() {
    let folder = portfolio(
        WITH_BANDS,
        &[
            ("alpha", "change-lead-time", &["20"]),
            ("beta", "change-lead-time", &["200"]),
            ("alpha", "deployment-frequency", &["14"]),
            ("beta", "deployment-frequency", &["0"]),
            ("alpha", "failed-deployment-recovery-time", &["90"]),
            ("alpha", "change-fail-rate", &["5"]),
        ],
    );
    let text = page(&folder);
    says(&text, "under a day: ‘elite’ in 2024");
    says(&text, "between a week and a month: ‘medium’ in 2024");
    says(&text, "between once a day and once a week: ‘high’ in 2024");
    says(&text, "between an hour and a day: ‘high or medium’ in 2024");
    says(&text, "no band");
    says(
        &text,
        "Source: Accelerate State of DevOps Report 2024, v.2024.3, page 13",
    );
    says(&text, "Change fail rate. No bands.");
    says(&text, "Deployment rework rate. No bands.");
    assert_eq!(text.matches("in 2024").count(), 4, "{text}");
    assert_eq!(text.matches("Band of 2024").count(), 3, "{text}");
}

#[test]
fn a_portfolio_without_a_dora_metric_is_told_what_to_report_first() {
    let text = page(&portfolio(WITH_BANDS, &[("alpha", "availability", &["99.9"])]));
    says(&text, "No team reports a DORA metric yet.");
    says(&text, "What to report first");
    says(&text, "deployment-frequency = 6");
    says(&text, "availability and service level objectives: Availability.");
    assert!(!text.contains("elite"), "{text}");
}

#[test]
fn a_month_s_count_and_a_fortnight_s_are_not_added_up() {
    let values: &[(&str, &str, &[&str])] = &[
        ("alpha", "deployment-frequency", &["10", "12"]),
        ("beta", "deployment-frequency", &["20", "24"]),
    ];
    says(&page(&portfolio(CONFIGURATION, values)), "36 sum.");
    let folder = portfolio(WITH_BANDS, values);
    folder.write("content/teams/beta/team.toml", "reports_every = \"1 month\"\n");
    let text = page(&folder);
    says(
        &text,
        "12 sum; one team counts over a rhythm of its own and is left out.",
    );
    says(&text, "Beta 24 reports every month, typed");
    says(&text, "no band");
    assert!(!text.contains("36 sum"), "{text}");
}

#[test]
fn cycles_of_different_lengths_are_said_beside_their_counts() {
    let folder = Folder::empty();
    folder.write(
        "scorpfolio.toml",
        "title = \"Test\"\nas_of = 2026-02-10\n[cycle]\nfirst = 2026-01-05\nchanges = [ { from = 2026-02-02, every = \"1 week\" } ]\n[dora]\nbands = 2024\n",
    );
    for (date, count) in [("2026-02-01", 8), ("2026-02-08", 8)] {
        folder.write(
            &format!("content/teams/alpha/reports/{date}.toml"),
            &format!("[metrics]\ndeployment-frequency = {count}\n"),
        );
    }
    let text = page(&folder);
    says(&text, "The cycles shown lasted from 7 to 14 days");
    says(&text, "Alpha 8 in 7 days, typed cycle of another length");
    says(&text, "more than once a day: ‘elite’ in 2024");
}

#[test]
fn an_older_value_keeps_its_date_and_signals_nothing() {
    let folder = portfolio(CONFIGURATION, &[("alpha", "change-lead-time", &["20", "\"n/a\""])]);
    let text = page(&folder);
    says(&text, "No team has a new value of a DORA metric for this cycle.");
    says(&text, "Alpha 20 h 12 Apr 2026, typed not available no new value");
}

#[test]
fn a_portfolio_s_own_wording_stands_beside_the_guide_s() {
    let folder = portfolio(WITH_BANDS, &[("alpha", "change-lead-time", &["20"])]);
    folder.write(
        "content/metrics.toml",
        "[change-lead-time]\nmeaning = \"From review to production\"\n",
    );
    let text = page(&folder);
    says(&text, "Here: From review to production. metrics.toml:1");
    says(&text, "The guide: Time from a change being committed");
    says(&text, "This portfolio words the metric in its own way");
}
