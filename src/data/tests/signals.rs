//! Signals in the data files: limits of each kind, what restarts them, flags, objectives, questions, and counts.

#![expect(
    clippy::unreadable_literal,
    reason = "numbers stand here with the digits that the files have"
)]

use super::*;
use proptest::prelude::*;

/// Weekly cycles that end on Sundays, the first on 2026-01-11; twenty of them have ended by [`TODAY`].
const WEEKS: &str = "title = \"Signals\"\n[cycle]\nfirst = 2026-01-05\nevery = \"1 week\"\n";
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 5, 26);

const METRICS: &str = r#"
[normal]
pillar = "reliability"
unit = "points"
better = "higher"
target = -3
[queue]
pillar = "reliability"
better = "lower"
[lag]
pillar = "reliability"
unit = "min"
better = "lower"
[[lag.definitions]]
from = 2026-03-02
unit = "s"
text = "Measured at the *edge*"
[warm]
pillar = "reliability"
unit = "points"
better = "within"
band = [40, 70]
[other]
pillar = "reliability"
unit = "points"
"#;

const TEAM: &str = r#"
[[workloads]]
id = "api"
[[slos]]
name = "Up"
workload = "api"
metric = "availability"
objective = 99.9
window = "28 days"
[[slos]]
name = "Always up"
metric = "availability"
objective = 100
window = "28 days"
[[slos]]
name = "Most succeed"
metric = "release-success-rate"
objective = 60
window = "1 week"
[[slos]]
name = "Never measured"
metric = "test-pass-rate"
objective = 99
window = "1 month"
[[rebases]]
metric = "warm"
from = 2026-03-16
reason = "A new boiler"
"#;

/// Twenty values of R's `set.seed(123); rnorm(20)`, the fifteenth replaced by 10.
const NORMAL: &str = "-0.56047565 -0.23017749 1.55870831 0.07050839 0.12928774 1.71506499 0.46091621 -1.26506123 \
    -0.68685285 -0.44566197 1.22408180 0.35981383 0.40077145 0.11068272 10 1.78691314 0.49785048 -1.96661716 \
    0.70135590 -0.47279141";
const COARSE: &str = "1 2 1 2 10 1 2 1 2 1 2 1 2 1 2 1 2 1";
const RARE: &str = "0 0 1 0 0 2 0 0 0 0 1 0 0 0";

/// Rows of a table: a value a week, `-` for a week without one.
fn weekly(metric: &str, values: &str) -> String {
    let first = jiff::civil::date(2026, 1, 11);
    let row = |(week, value): (i64, &str)| {
        let day = first.saturating_add(jiff::ToSpan::weeks(week));
        (value != "-").then(|| format!("{day},{metric},{value}\n"))
    };
    (0..).zip(values.split_whitespace()).filter_map(row).collect()
}

fn portfolio() -> Portfolio {
    let table = [
        ("normal", NORMAL),
        ("queue", COARSE),
        ("p1-issues", RARE),
        ("lag", "3 4 3 5 4 3 4 3 200 210 190 220 205 215 240"),
        ("warm", "50 55 52 58 51 49 60 55 52 30 33 29 32 31 28 30 34 90"),
        ("errors", "5 5 5 5 5 5 5"),
        ("availability", "- - - - - - - - - - - - - - - - 99.95 99.8 99.7 99.9"),
        ("capacity-used", "40 42 44"),
    ]
    .map(|(metric, values)| weekly(metric, values))
    .concat();
    let content = [
        ("metrics.toml", METRICS),
        ("teams/ant/team.toml", TEAM),
        ("teams/ant/data/probe.csv", &format!("date,metric,value\n{table}")),
        (
            "teams/ant/reports/2026-05-24.toml",
            "[metrics]\nrelease-success-rate = { numerator = 5, denominator = 8 }\n\
             p95-response-time = { by = { api = 200, web = 300 } }\n",
        ),
        ("teams/bee/team.toml", ""),
        (
            "teams/bee/data/probe.csv",
            &format!("date,metric,value\n{}", weekly("queue", COARSE)),
        ),
        ("teams/cow/team.toml", "left = 2026-01-18\n"),
        (
            "teams/cow/data/probe.csv",
            &format!("date,metric,value\n{}", weekly("other", "1 2")),
        ),
    ];
    loaded(WEEKS, &content, TODAY)
}

/// The team with every kind of limits.
fn ant() -> Value {
    value(&portfolio(), DataFile::Team(0))
}

fn point<'a>(series: &'a Value, period: &str) -> &'a Value {
    let points = series["points"].as_array().expect("a list");
    let found = points.iter().find(|point| point["period"] == period);
    found.unwrap_or_else(|| panic!("no point of {period}"))
}

/// A group without a mean.
fn bare(from: &str, points: usize, limits: &str) -> Value {
    json!({
        "from": from, "reason": "first", "text": null, "points": points, "limits": limits, "baseline_points": 0,
        "screened": 0, "mean": null, "moving_range": null, "lower": null, "upper": null, "near_lower": null,
        "near_upper": null,
    })
}

#[test]
fn documents_with_every_kind_of_limits_have_the_form_their_schema_says() {
    let portfolio = portfolio();
    assert_eq!(
        complaints(DataFile::PortfolioSchema, &value(&portfolio, DataFile::Portfolio)),
        [""; 0]
    );
    for team in [0, 1] {
        assert_eq!(
            complaints(DataFile::TeamSchema, &value(&portfolio, DataFile::Team(team))),
            [""; 0]
        );
    }
}

#[test]
fn full_limits_stand_with_the_digits_that_readers_keep() {
    let ant = ant();
    let normal = whole(&ant, "normal");
    let expected = json!([{
        "from": "2026-01-11", "reason": "first", "text": null, "points": 20, "limits": "full", "baseline_points": 20,
        "screened": 2, "mean": 0.66941586, "moving_range": 1.14777498352941, "lower": -2.38366559618824,
        "upper": 3.72249731618824, "near_lower": -1.36597177745882, "near_upper": 2.70480349745882,
    }]);
    assert_eq!(normal["groups"], expected);
    assert_eq!(
        (&normal["signal"], &normal["assurance"]),
        (&json!("common-cause"), &json!("meets-consistently"))
    );
    let flagged: Vec<&Value> = flagged(normal).collect();
    assert_eq!(flagged.len(), 1);
    assert_eq!(
        (&flagged[0]["period"], &flagged[0]["flag"], &flagged[0]["side"]),
        (&json!("2026-04-19"), &json!("outside"), &json!("high"))
    );
    assert_eq!(flagged[0]["judgement"], "improvement");
}

#[test]
fn coarse_limits_are_not_clipped_to_what_the_unit_allows() {
    let ant = ant();
    let queue = whole(&ant, "queue");
    let expected = json!([{
        "from": "2026-01-11", "reason": "first", "text": null, "points": 18, "limits": "coarse",
        "baseline_points": 18, "screened": 2, "mean": 1.94444444444444, "moving_range": 1,
        "lower": -0.715555555555556, "upper": 4.60444444444444, "near_lower": 0.171111111111111,
        "near_upper": 3.71777777777778,
    }]);
    assert_eq!(queue["groups"], expected);
    assert_eq!(point(queue, "2026-02-08")["judgement"], "concern");
    assert_eq!(queue["signal"], "common-cause");
    assert_eq!(queue["assurance"], Value::Null, "no target");
}

#[test]
fn what_has_no_limits_has_no_signal_either() {
    let ant = ant();
    let constant = json!({
        "from": "2026-01-11", "reason": "first", "text": null, "points": 7, "limits": "constant", "baseline_points": 7,
        "screened": 0, "mean": 5, "moving_range": 0, "lower": null, "upper": null, "near_lower": null,
        "near_upper": null,
    });
    for (metric, group) in [
        ("p1-issues", bare("2026-01-11", 14, "rare")),
        ("capacity-used", bare("2026-01-11", 3, "none")),
        ("errors", constant),
    ] {
        let series = whole(&ant, metric);
        assert_eq!(series["groups"], json!([group]), "{metric}");
        assert_eq!(
            (&series["signal"], &series["assurance"]),
            (&Value::Null, &Value::Null),
            "{metric}"
        );
        assert_eq!(flagged(series).count(), 0, "{metric}");
    }
}

#[test]
fn a_definition_starts_a_group_that_says_its_text() {
    let ant = ant();
    let lag = whole(&ant, "lag");
    let groups = lag["groups"].as_array().expect("a list");
    assert_eq!(
        (&groups[0]["limits"], &groups[0]["points"]),
        (&json!("trial"), &json!(8))
    );
    let expected = json!({
        "from": "2026-03-08", "reason": "definition", "text": "Measured at the *edge*", "points": 7, "limits": "trial",
        "baseline_points": 7, "screened": 0, "mean": 211.428571428571, "moving_range": 18.3333333333333,
        "lower": 162.661904761905, "upper": 260.195238095238, "near_lower": 178.91746031746,
        "near_upper": 243.939682539683,
    });
    assert_eq!((groups.len(), &groups[1]), (2, &expected));
    let (before, first) = (point(lag, "2026-03-01"), point(lag, "2026-03-08"));
    assert_eq!((before.get("group"), first.get("group")), (None, Some(&json!(1))));
    assert_eq!(first.get("delta"), None);
}

#[test]
fn a_rebase_starts_a_group_that_says_its_reason_and_a_delta_still_reaches_across() {
    let ant = ant();
    let warm = whole(&ant, "warm");
    let group = &warm["groups"][1];
    assert_eq!(
        (&group["from"], &group["reason"], &group["text"]),
        (&json!("2026-03-22"), &json!("rebase"), &json!("A new boiler"))
    );
    assert_eq!((&group["points"], &group["mean"]), (&json!(8), &json!(38.375)));
    let first = point(warm, "2026-03-22");
    assert_eq!(
        (&first["group"], &first["delta"]["since"]),
        (&json!(1), &json!("2026-03-15"))
    );
    let newest = json!({
        "period": "2026-05-10", "state": "value", "value": 90, "group": 1,
        "origin": newest_origin(warm),
        "delta": { "value": 56, "since": "2026-05-03", "periods_apart": 1, "judgement": "worse", "notable": true },
        "flag": "outside", "side": "high", "judgement": "concern",
    });
    assert_eq!(*point(warm, "2026-05-10"), newest);
    assert_eq!(
        (&warm["signal"], &warm["assurance"]),
        (&json!("concern"), &json!("hit-or-miss"))
    );
}

fn newest_origin(series: &Value) -> Value {
    let found = flagged(series).last().map(|point| point["origin"].clone());
    found.expect("a flagged point")
}

#[test]
fn a_delta_is_notable_or_not_or_it_is_too_early_to_tell() {
    let portfolio = portfolio();
    let ant = value(&portfolio, DataFile::Team(0));
    let notable = |period: &str| point(whole(&ant, "warm"), period)["delta"]["notable"].clone();
    // The sixth step of a group is the first that five others can be held against.
    assert_eq!(
        [notable("2026-02-15"), notable("2026-02-22"), notable("2026-03-15")],
        [Value::Null, json!(false), json!(true)]
    );
    assert_eq!(notable("2026-03-22"), Value::Null, "a group begins anew");
    let table = rows(&portfolio, DataFile::Deltas);
    let of = |metric: &str| {
        let row = table.iter().find(|row| row[0] == "ant" && row[2] == metric);
        row.expect("a row")[9..].join(",")
    };
    assert_eq!(table[0][9..].join(","), "judgement,notable,unit");
    assert_eq!(
        [of("warm"), of("normal"), of("availability")],
        ["worse,true,points", "worse,false,points", "better,,%"]
    );
}

#[test]
fn an_objective_says_how_its_budget_stands() {
    let ant = ant();
    let spent = json!({
        "workload": null, "period": "2026-05-24", "achieved": 99.9, "burn_rate": 1,
        "window": {
            "from": "2026-04-27", "to": "2026-05-24", "days": 28, "known_days": 28, "periods": 4, "is_period": false,
            "achieved": 99.8375, "used": 162.5, "remaining": -62.5, "basis": "minutes", "allowed": 40.32,
            "spent": 65.52,
        },
    });
    let without_budget =
        json!({ "workload": null, "period": "2026-05-24", "achieved": 99.9, "burn_rate": null, "window": null });
    assert_eq!(
        (&ant["slos"][0]["now"], &ant["slos"][1]["now"], &ant["slos"][3]["now"]),
        (&spent, &without_budget, &Value::Null)
    );
    // The workload has no values of its own: the team's stand for it, and that is said.
    assert_eq!(ant["slos"][0]["workload"], "api");
    let events = &ant["slos"][2]["now"]["window"];
    assert_eq!(
        (&events["basis"], &events["allowed"], &events["spent"], &events["used"]),
        (&json!("events"), &json!(3.2), &json!(3), &json!(93.75))
    );
}

#[test]
fn questions_and_automation_are_machine_words_and_counts() {
    let ant = ant();
    let question = json!({
        "kind": "budget-spent", "metric": "availability", "workload": null, "component": null, "period": "2026-05-24",
        "slo": "Up", "actions": [], "findings": [],
    });
    assert_eq!(ant["questions"], json!([question]));
    let automation = ant["automation"].as_array().expect("a list");
    assert_eq!(automation.len(), 20);
    // Two of the four metrics of the newest cycle were typed in the report, one of them by part.
    assert_eq!(
        automation[19],
        json!({ "cycle": "2026-05-24", "automated": 2, "derived": 0, "metrics": 4 })
    );
}

#[test]
fn a_roll_up_counts_the_signals_that_were_known_then() {
    let portfolio = portfolio();
    let document = value(&portfolio, DataFile::Portfolio);
    let signals = |metric: &str, cycle: &str| {
        let rollups = document["rollups"].as_array().expect("a list");
        let found = rollups
            .iter()
            .find(|rollup| rollup["metric"] == metric && rollup["cycle"] == cycle);
        found.expect("a roll-up")["signals"].clone()
    };
    let counts = |improvement: usize, concern: usize, common_cause: usize, no_limits: usize| {
        json!({
            "improvement": improvement, "concern": concern, "neutral": 0, "common_cause": common_cause,
            "no_limits": no_limits, "pending": 0, "no_data": 2 - improvement - concern - common_cause - no_limits,
        })
    };
    // Ten stands out today; with four values before it, nobody could know.
    assert_eq!(signals("queue", "2026-02-08"), counts(0, 0, 0, 2));
    assert_eq!(signals("queue", "2026-02-15"), counts(0, 0, 2, 0));
    assert_eq!(signals("normal", "2026-04-19"), counts(1, 0, 0, 0));
    assert_eq!(signals("warm", "2026-05-10"), counts(0, 1, 0, 0));
    assert_eq!(signals("p1-issues", "2026-04-12"), counts(0, 0, 0, 1));
}

#[test]
fn counts_of_deltas_and_of_signals_both_add_up() {
    let document = value(&portfolio(), DataFile::Portfolio);
    let sum = |counts: &Value| -> u64 {
        let counts = counts.as_object().expect("counts").values();
        counts.map(|count| count.as_u64().expect("a count")).sum()
    };
    for rollup in document["rollups"].as_array().expect("a list") {
        let of_n = rollup["of_n"].as_u64().expect("a count");
        assert_eq!(
            (sum(&rollup["deltas"]), sum(&rollup["signals"])),
            (of_n, of_n),
            "{rollup}"
        );
    }
    let mut rollups = document["rollups"].as_array().expect("a list").iter();
    let neutral = rollups.find(|rollup| rollup["metric"] == "capacity-used" && rollup["cycle"] == "2026-01-25");
    let expected = json!({ "better": 0, "worse": 0, "neutral": 1, "steady": 0, "pending": 0, "no_data": 1 });
    assert_eq!(neutral.expect("a roll-up")["deltas"], expected);
    // Nine metrics of the whole, and one that is given by its two parts alone.
    let expected = json!({
        "improvement": 0, "concern": 0, "neutral": 0, "common_cause": 1, "no_limits": 4, "pending": 0, "no_data": 6,
    });
    assert_eq!(document["teams"][0]["signals"], expected);
    let left = sum(&document["teams"][2]["signals"]);
    assert_eq!((&document["teams"][2]["freshness"], left), (&json!("left"), 0));
}

#[test]
fn the_schema_refuses_a_flag_without_a_judgement_and_limits_that_are_not_there() {
    let right = ant();
    let position = |metric: &str| {
        let all = right["series"].as_array().expect("a list");
        all.iter()
            .position(|series| series["metric"] == metric)
            .expect("a series")
    };
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut team = right.clone();
        change(&mut team);
        !complaints(DataFile::TeamSchema, &team).is_empty()
    };
    let (normal, rare, lag) = (position("normal"), position("p1-issues"), position("lag"));
    assert!(refused(
        &|team| team["series"][normal]["points"][0]["flag"] = json!("shift")
    ));
    assert!(refused(
        &|team| team["series"][normal]["groups"][0]["upper"] = Value::Null
    ));
    assert!(refused(&|team| team["series"][rare]["groups"][0]["mean"] = json!(1)));
    assert!(refused(&|team| team["series"][lag]["groups"][1]["text"] = Value::Null));
    assert!(refused(
        &|team| team["series"][lag]["groups"][1]["limits"] = json!("full")
    ));
    assert!(refused(&|team| team["questions"][0]["slo"] = Value::Null));
    assert!(!refused(&|_| ()));
}

/// The points of a series that a rule flags.
fn flagged(series: &Value) -> impl Iterator<Item = &Value> {
    let points = series["points"].as_array().expect("a list").iter();
    points.filter(|point| point.get("flag").is_some())
}

/// The points with a value of each group.
fn by_group(series: &Value) -> Vec<Vec<&Value>> {
    let mut groups = vec![Vec::new(); series["groups"].as_array().expect("a list").len()];
    for point in series["points"].as_array().expect("a list") {
        let group = point.get("group").map_or(0, |group| group.as_u64().expect("an index"));
        if point["state"] == "value" {
            groups[usize::try_from(group).expect("small")].push(point);
        }
    }
    groups
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_flag_stands_in_a_group_with_the_limits_it_needs(
        values in prop::collection::vec(prop_oneof![1 => Just(None), 8 => (40..60_i32).prop_map(Some), 1 => (0..100_i32).prop_map(Some)], 1..40),
        drift in 0..4_i32,
        better in prop::sample::select(vec!["lower", "higher", "neutral"]),
        locked in any::<bool>(),
    ) {
        let written: Vec<String> = (0..).zip(&values).map(|(week, value)| value.map_or("-".to_owned(), |value| (value + week * drift).to_string())).collect();
        let baseline = if locked { "baseline = 13\n" } else { "" };
        let metric = format!("[any]\npillar = \"cost\"\nunit = \"points\"\nbetter = \"{better}\"\n{baseline}");
        let content = [
            ("metrics.toml", metric.as_str()),
            ("teams/ant/team.toml", "[[rebases]]\nmetric = \"any\"\nfrom = 2026-06-01\nreason = \"Anew\"\n"),
            ("teams/ant/data/probe.csv", &format!("date,metric,value\n{}", weekly("any", &written.join(" ")))),
        ];
        let team = value(&loaded(WEEKS, &content, jiff::civil::date(2026, 10, 20)), DataFile::Team(0));
        for series in team["series"].as_array().expect("a list") {
            let mut newest = Value::Null;
            for (group, points) in series["groups"].as_array().expect("a list").iter().zip(by_group(series)) {
                prop_assert_eq!(&group["points"], points.len());
                let limits = group["limits"].as_str().expect("a word");
                let has_limits = ["trial", "coarse", "full"].contains(&limits);
                if let Some(mean) = group["mean"].as_f64() {
                    let base = usize::try_from(group["baseline_points"].as_u64().expect("a count")).expect("small");
                    let sum: f64 = points[..base].iter().map(|point| number(&point["value"])).sum();
                    let count = f64::from(u32::try_from(base).expect("small"));
                    prop_assert!((sum / count - mean).abs() < 1e-9);
                }
                for point in points {
                    newest = if has_limits { point.get("judgement").cloned().unwrap_or(json!("common-cause")) } else { Value::Null };
                    let Some(flag) = point.get("flag") else { continue };
                    prop_assert!(has_limits && (limits == "full" || flag == "outside"), "{flag} in {group}");
                    let (value, mean) = (number(&point["value"]), number(&group["mean"]));
                    let (high, [near, far]) = match point["side"].as_str() {
                        Some("high") => (true, ["near_upper", "upper"].map(|key| number(&group[key]))),
                        _ => (false, ["near_lower", "lower"].map(|key| number(&group[key]))),
                    };
                    let beyond = |edge: f64| if high { value > edge } else { value < edge };
                    match flag.as_str() {
                        Some("outside") => prop_assert!(beyond(far)),
                        Some("two-of-three") => prop_assert!(beyond(near) && !beyond(far)),
                        Some("shift") => prop_assert!(beyond(mean) && !beyond(far)),
                        _ => prop_assert_eq!(flag, "trend"),
                    }
                    let judgement = match (better, high) {
                        ("neutral", true) => "neutral-high",
                        ("neutral", false) => "neutral-low",
                        ("higher", true) | ("lower", false) => "improvement",
                        _ => "concern",
                    };
                    prop_assert_eq!(&point["judgement"], judgement);
                }
            }
            prop_assert_eq!(&series["signal"], &newest);
        }
        prop_assert_eq!(complaints(DataFile::TeamSchema, &team), [""; 0]);
    }
}
