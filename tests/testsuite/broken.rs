//! Every kind of input, broken on a known line: the code, the line and the cure that the reader gets.

use crate::harness::Folder;
use scorpfolio::diagnostic::Severity;

/// One mistake in a portfolio that is otherwise right.
struct Broken {
    claim: &'static str,
    file: &'static str,
    text: &'static str,
    code: &'static str,
    line: u32,
    cure: &'static str,
}

macro_rules! broken {
    ($($claim:literal: $file:literal $text:literal => $code:literal $line:literal $cure:literal;)*) => {
        &[$(Broken { claim: $claim, file: $file, text: $text, code: $code, line: $line, cure: $cure }),*]
    };
}

mod dates;
mod values;

const CONFIGURATION: &[Broken] = broken! {
    "a quote that is not closed": "scorpfolio.toml" "title = \"T\nas_of = 2026-02-10\n" => "E201" 1 "close the quotation marks";
    "a misspelt key": "scorpfolio.toml" "titel = \"T\"\ntitle = \"T\"\n" => "E202" 1 "did you mean `title`";
    "no title": "scorpfolio.toml" "as_of = 2026-02-10\n" => "E204" 1 "add `title";
    "a number where text is meant": "scorpfolio.toml" "title = 5\n" => "E203" 1 "title = \"…\"";
    "a key below the first table": "scorpfolio.toml" "title = \"T\"\n[cycle]\nfirst = 2026-01-05\noutput = \"public\"\n" => "E206" 4 "move `output` above";
    "a day that does not exist": "scorpfolio.toml" "title = \"T\"\nas_of = 2026-02-30\n" => "E201" 2 "";
    "a length in words": "scorpfolio.toml" "title = \"T\"\n[cycle]\nfirst = 2026-01-05\nevery = \"fortnight\"\n" => "E209" 4 "\"2 weeks\"";
    "a time zone that is none": "scorpfolio.toml" "title = \"T\"\ntime_zone = \"Europe/Dublon\"\n" => "E417" 2 "Europe/Dublin";
    "a currency that is none": "scorpfolio.toml" "title = \"T\"\ncurrency = \"EURO\"\n" => "E416" 2 "EUR";
    "a language that is none": "scorpfolio.toml" "title = \"T\"\nlanguage = \"not a tag!\"\n" => "E427" 2 "`pt-BR`";
    "a language as systems name it": "scorpfolio.toml" "title = \"T\"\nlanguage = \"de_DE\"\n" => "E427" 2 "with hyphens";
    "a date order that is none": "scorpfolio.toml" "title = \"T\"\ndate_order = \"ymd\"\n" => "E205" 2 "`dmy`, `mdy`";
    "a base that is no address": "scorpfolio.toml" "title = \"T\"\nbase_url = \"example.org\"\n" => "E210" 2 "https://";
    "a base that is no site's": "scorpfolio.toml" "title = \"T\"\nbase_url = \"mailto:a@example.org\"\n" => "E210" 2 "https://";
    "a source address without a path": "scorpfolio.toml" "title = \"T\"\nsource_url = \"https://example.org/\"\n" => "E210" 2 "{path}";
    "a day of another age": "scorpfolio.toml" "title = \"T\"\nas_of = 9999-12-31\n" => "E208" 0 "2026-03-13";
    "a window that is none": "scorpfolio.toml" "title = \"T\"\nwindow = \"26\"\n" => "E209" 2 "26 cycles";
    "a pillar with capitals": "scorpfolio.toml" "title = \"T\"\npillars = [\"Security\"]\n" => "E211" 2 "write `security`";
    "a pillar named twice": "scorpfolio.toml" "title = \"T\"\npillars = [\"cost\", \"cost\"]\n" => "E405" 2 "remove one";
    "a name for a pillar that is none": "scorpfolio.toml" "title = \"T\"\n[pillar_names]\nsecurty = \"S\"\n" => "E402" 3 "did you mean `security`";
    "a team that is none": "scorpfolio.toml" "title = \"T\"\nteams = [\"alpha\", \"betta\"]\n" => "E403" 2 "did you mean `beta`";
    "a skip that ends before it begins": "scorpfolio.toml" "title = \"T\"\n[cycle]\nfirst = 2026-01-05\nskips = [\n  { from = 2026-02-02, to = 2026-01-02, reason = \"x\" },\n]\n" => "E414" 5 "correct `from` or `to`";
    "a skip without a reason": "scorpfolio.toml" "title = \"T\"\n[cycle]\nfirst = 2026-01-05\nskips = [\n  { from = 2026-01-02, to = 2026-01-03 },\n]\n" => "E204" 5 "add `reason";
    "skips that overlap": "scorpfolio.toml" "title = \"T\"\n[cycle]\nfirst = 2026-01-05\nskips = [\n  { from = 2026-01-02, to = 2026-01-08, reason = \"x\" },\n  { from = 2026-01-08, to = 2026-01-09, reason = \"y\" },\n]\n" => "E418" 6 "join the two";
    "a change before the first cycle": "scorpfolio.toml" "title = \"T\"\n[cycle]\nfirst = 2026-01-05\nchanges = [\n  { from = 2025-01-05, every = \"1 week\" },\n]\n" => "E414" 5 "correct `from`";
    "a review of a group that is none": "scorpfolio.toml" "title = \"T\"\n[[reviews]]\nid = \"r\"\ngroups = [\"comerce\"]\n" => "E412" 4 "did you mean `commerce`";
    "a review of a team that is none": "scorpfolio.toml" "title = \"T\"\n[[reviews]]\nid = \"r\"\nteams = [\"alfa\"]\n" => "E403" 4 "did you mean `alpha`";
    "a meeting that begins at a word": "scorpfolio.toml" "title = \"T\"\n[[reviews]]\nid = \"r\"\nat = \"ten\"\n" => "E203" 4 "at = 10:00:00";
    "a meeting of no minutes": "scorpfolio.toml" "title = \"T\"\n[[reviews]]\nid = \"r\"\nminutes = 0\n" => "E214" 4 "correct the number";
    "a severity out of its scale": "scorpfolio.toml" "title = \"T\"\n[severities]\n7 = \"x\"\n" => "E202" 3 "1 (most severe) to 5";
    "bands of a year that has none": "scorpfolio.toml" "title = \"T\"\n[dora]\nbands = 2023\n" => "E205" 3 "`bands = 2024`";
    "bands of a year in quotes": "scorpfolio.toml" "title = \"T\"\n[dora]\nbands = \"2024\"\n" => "E203" 3 "bands = ";
    "ids of feeds that are no address": "scorpfolio.toml" "title = \"T\"\n[feeds]\nids = \"tag:example.org\"\n" => "E210" 3 "https://";
    "a misspelt key of the feeds": "scorpfolio.toml" "title = \"T\"\n[feeds]\nid = \"https://example.org/\"\n" => "E202" 3 "did you mean `ids`";
    "a misspelt key of the DORA page": "scorpfolio.toml" "title = \"T\"\n[dora]\nband = 2024\n" => "E202" 3 "did you mean `bands`";
    "a preview of what it cannot show": "scorpfolio.toml" "title = \"T\"\n[previews]\nshow = [\"names\", \"salaries\"]\n" => "E205" 3 "write one of `money`, `names`, `threats`";
    "a preview of one word": "scorpfolio.toml" "title = \"T\"\n[previews]\nshow = \"money\"\n" => "E203" 3 "show = [";
    "a source that is not there": "scorpfolio.toml" "title = \"T\"\n[[sources]]\npath = \"gone\"\nteam = \"gone\"\n" => "E107" 3 "the step that fetches it";
    "a redirect to nowhere": "scorpfolio.toml" "title = \"T\"\n[redirects]\n\"old.html\" = \"metrics/availabilty.html\"\n" => "E413" 3 "did you mean `metrics/availability.html`";
    "a redirect from a page that exists": "scorpfolio.toml" "title = \"T\"\n[redirects]\n\"index.html\" = \"teams.html\"\n" => "E413" 3 "remove the redirect";
    "a content folder that is not there": "scorpfolio.toml" "title = \"T\"\ncontent = [\"content\", \"contents\"]\n" => "E107" 0 "correct `content`";
    "a version of another time": "scorpfolio.toml" "schema_version = 2\ntitle = \"T\"\n" => "E214" 1 "correct the number";
    "a theme that is none": "scorpfolio.toml" "title = \"T\"\ntheme = \"ours\"\n" => "E503" 0 "themes/ours/";
};

const CATALOGUE: &[Broken] = broken! {
    "a metric without a pillar": "content/metrics.toml" "[queue-depth]\nunit = \"count\"\n" => "E204" 1 "add `pillar";
    "a metric under a pillar that is none": "content/metrics.toml" "[queue-depth]\npillar = \"perfomance\"\n" => "E402" 2 "did you mean `performance`";
    "an id with capitals": "content/metrics.toml" "[QueueDepth]\npillar = \"cost\"\n" => "E211" 1 "write `queuedepth`";
    "a misspelt key of a metric": "content/metrics.toml" "[availability]\ntarget = 99\nbeter = \"higher\"\n" => "E202" 3 "did you mean `better`";
    "a direction that is none": "content/metrics.toml" "[availability]\nbetter = \"up\"\n" => "E205" 2 "`higher`";
    "within what": "content/metrics.toml" "[availability]\nbetter = \"within\"\n" => "E204" 2 "band = [lower, upper]";
    "a band for a direction": "content/metrics.toml" "[availability]\nband = [1, 2]\n" => "E205" 2 "better = \"within\"";
    "a range turned round": "content/metrics.toml" "[availability]\nrange = [100, 0]\n" => "E301" 2 "range = [0, 100]";
    "percentages added up": "content/metrics.toml" "[availability]\nacross_teams = \"sum\"\n" => "E205" 2 "strip";
    "a short baseline": "content/metrics.toml" "[availability]\nbaseline = 5\n" => "E214" 2 "correct the number";
    "definitions out of order": "content/metrics.toml" "[[availability.definitions]]\nfrom = 2026-02-01\ntext = \"b\"\n[[availability.definitions]]\nfrom = 2026-01-01\ntext = \"a\"\n" => "E414" 4 "order of `from`";
    "a definition without words": "content/metrics.toml" "[[availability.definitions]]\nfrom = 2026-02-01\n" => "E204" 1 "add `text";
    "a target that cannot be met": "content/metrics.toml" "[unit-test-coverage]\ntarget = 180\n" => "E302" 2 "correct the target";
    "a team's metric that the portfolio has": "content/teams/alpha/metrics.toml" "[availability]\npillar = \"reliability\"\n" => "E405" 1 "[[targets]]";
};

const TEAM: &[Broken] = broken! {
    "a misspelt key of a team": "content/teams/alpha/team.toml" "name = \"Alpha\"\nmision = \"x\"\n" => "E202" 2 "did you mean `mission`";
    "a link that runs script": "content/teams/alpha/team.toml" "[[links]]\ntitle = \"x\"\nurl = \"javascript:alert(1)\"\n" => "E210" 3 "https://";
    "a link of a kind that is none": "content/teams/alpha/team.toml" "[[links]]\nkind = \"dashbord\"\ntitle = \"x\"\nurl = \"https://example.org\"\n" => "E205" 2 "did you mean `dashboard`";
    "a link to a workload that is none": "content/teams/alpha/team.toml" "[[workloads]]\nid = \"api\"\n[[links]]\ntitle = \"x\"\nurl = \"https://example.org\"\nworkload = \"apy\"\n" => "E404" 6 "did you mean `api`";
    "an exercise of a kind that is none": "content/teams/alpha/team.toml" "[[exercises]]\nkind = \"gameday\"\n" => "E205" 2 "did you mean `game-day`";
    "a section under a pillar that is none": "content/teams/alpha/team.toml" "[[sections]]\ntitle = \"x\"\npillar = \"securty\"\ntext = \"y\"\n" => "E402" 3 "did you mean `security`";
    "a section that says nothing": "content/teams/alpha/team.toml" "[[sections]]\ntitle = \"x\"\n" => "E204" 1 "add `text";
    "two workloads of one id": "content/teams/alpha/team.toml" "[[workloads]]\nid = \"api\"\n[[workloads]]\nid = \"api\"\n" => "E405" 4 "rename one";
    "a workload from a team that is none": "content/teams/alpha/team.toml" "[[workloads]]\nid = \"api\"\nmoved_from = \"bata\"\n" => "E403" 3 "did you mean `beta`";
    "left before it joined": "content/teams/alpha/team.toml" "joined = 2026-02-01\nleft = 2026-01-01\n" => "E414" 2 "correct `joined` or `left`";
    "an objective of a count": "content/teams/alpha/team.toml" "[[slos]]\nname = \"x\"\nmetric = \"errors\"\nobjective = 99.9\nwindow = \"28 days\"\n" => "E203" 3 "availability";
    "an objective of what goes wrong": "content/teams/alpha/team.toml" "[[slos]]\nname = \"x\"\nmetric = \"error-rate\"\nobjective = 99\nwindow = \"28 days\"\n" => "E203" 3 "availability";
    "an objective above a hundred": "content/teams/alpha/team.toml" "[[slos]]\nname = \"x\"\nmetric = \"availability\"\nobjective = 999\nwindow = \"28 days\"\n" => "E214" 4 "99.9";
    "an action without a title": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\nopened = 2026-01-05\n" => "E204" 1 "title";
    "an action of a status that is none": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\nstatus = \"opne\"\n" => "E205" 5 "did you mean `open`";
    "an action done without a day": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\nstatus = \"done\"\n" => "E204" 5 "closed";
    "an action closed and still open": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\nclosed = 2026-01-20\n" => "E205" 5 "remove `closed`";
    "an action closed before it was opened": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\nstatus = \"done\"\nclosed = 2026-01-01\n" => "E414" 6 "correct `opened` or `closed`";
    "an action due before it was opened": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\ndue = 2025-01-20\n" => "E414" 5 "correct `opened` or `due`";
    "an update before the action": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\n[[actions.updates]]\ndate = 2025-12-01\n" => "E414" 6 "correct the date";
    "an action for a metric that is none": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\nmetric = \"erors\"\n" => "E401" 5 "did you mean `errors`";
    "an action of a pillar that is none": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\npillar = \"securty\"\n" => "E402" 5 "did you mean `security`";
    "two actions of one id": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\n[[actions]]\nid = \"A-1\"\ntitle = \"y\"\nopened = 2026-01-05\n" => "E405" 5 "rename one of them";
    "an action with a blank in its id": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a 1\"\ntitle = \"x\"\nopened = 2026-01-05\n" => "E211" 2 "chk-12";
    "a target of a metric that is none": "content/teams/alpha/team.toml" "[[targets]]\nmetric = \"availabilty\"\nvalue = 99\n" => "E401" 2 "did you mean `availability`";
    "two targets from one day": "content/teams/alpha/team.toml" "[[targets]]\nmetric = \"availability\"\nvalue = 99\n[[targets]]\nmetric = \"availability\"\nvalue = 98\n" => "E405" 4 "its own `from`";
    "a rebase without a reason": "content/teams/alpha/team.toml" "[[rebases]]\nmetric = \"availability\"\nfrom = 2026-01-01\n" => "E204" 1 "add `reason";
    "the old name of another team": "content/teams/alpha/team.toml" "renamed_from = [\"beta\"]\n" => "E405" 0 "remove it";
    "a rhythm of nothing": "content/teams/alpha/team.toml" "reports_every = \"0 weeks\"\n" => "E209" 1 "2 weeks";
    "a list where one table is meant": "content/teams/alpha/team.toml" "[[support]]\nhours = \"9-5\"\n" => "E203" 1 "support";
};

const REPORT: &[Broken] = broken! {
    "a metric that is none": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\navailability = 99\ndeployment-frequencey = 3\n" => "E401" 3 "did you mean `deployment-frequency`";
    "topics below the first table": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\navailability = 99\ntopics = [\"a-topic\"]\n" => "E206" 3 "move `topics` above";
    "a date that is not the file's": "content/teams/alpha/reports/2026-02-01.toml" "summary = \"x\"\ndate = 2026-02-02\n" => "E407" 2 "correct one";
    "a file without a date": "content/teams/alpha/reports/newest.toml" "summary = \"x\"\n" => "E204" 1 "2026-03-13.toml";
    "two reports for one cycle": "content/teams/alpha/reports/2026-01-30.toml" "summary = \"x\"\n" => "E406" 1 "merge it with";
    "a bound instead of a value": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = \">30\"\n" => "E301" 2 "note";
    "a comma that could mean either": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nchange-lead-time = \"1,5 h\"\n" => "E301" 2 "";
    "less than nothing": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = -3\n" => "E302" 2 "";
    "not a number": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = nan\n" => "E301" 2 "";
    "more than a hundred percent": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nunit-test-coverage = 104\n" => "E302" 2 "range";
    "another currency": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\ncloud-cost = \"£12\"\n" => "E301" 2 "";
    "a date as a value": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = 2026-02-01\n" => "E203" 2 "12.5";
    "a table without a value": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = { note = \"x\" }\n" => "E204" 2 "add `value`";
    "half a ratio": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nchange-fail-rate = { numerator = 1 }\n" => "E303" 2 "denominator";
    "one of none": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nchange-fail-rate = { numerator = 1, denominator = 0 }\n" => "E303" 2 "0 of 0";
    "a ratio of a count": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = { numerator = 1, denominator = 2 }\n" => "E303" 2 "give a `value`";
    "a value beside its parts": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = { value = 3, by = { api = 3 } }\n" => "E305" 2 "remove the value";
    "a part of a workload that is none": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = { by = { \"apy/db\" = 3 } }\n" => "E404" 2 "did you mean `api`";
    "a month that is none": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\ncarbon-score = { value = 4, month = \"2026-13\" }\n" => "E208" 2 "2026-02";
    "a month of the future": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\ncarbon-score = { value = 4, month = \"2026-03\" }\n" => "E208" 2 "correct the month";
    "months among days": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = { value = 4, month = \"2026-01\" }\n" => "E306" 2 "give all of its values a month";
    "a pillar that is none": "content/teams/alpha/reports/2026-02-01.toml" "[pillars.relability]\nnote = \"x\"\n" => "E402" 1 "did you mean `reliability`";
    "a status without its reason": "content/teams/alpha/reports/2026-02-01.toml" "[pillars.cost]\nstatus = \"watch\"\n" => "E204" 2 "add `why";
    "a win without words": "content/teams/alpha/reports/2026-02-01.toml" "[[wins]]\nthanks = [\"Linus\"]\n" => "E204" 1 "add `text";
    "a win as bare text": "content/teams/alpha/reports/2026-02-01.toml" "wins = [\"x\"]\n" => "E203" 1 "[{ text";
    "an exercise of a kind that is none": "content/teams/alpha/reports/2026-02-01.toml" "[[exercises]]\nkind = \"gameday\"\n" => "E205" 2 "did you mean `game-day`";
    "an event without a date": "content/teams/alpha/reports/2026-02-01.toml" "[[events]]\ntext = \"x\"\n" => "E204" 1 "add `date";
    "an answer that is none": "content/teams/alpha/reports/2026-02-01.toml" "[notads]\ntls-13 = \"finished\"\n" => "E205" 2 "`done`";
    "a topic with spaces": "content/teams/alpha/reports/2026-02-01.toml" "topics = [\"contract testing\"]\n" => "E211" 1 "write `contract-testing`";
    "a link to a file that is not there": "content/teams/alpha/reports/2026-02-01.toml" "# a comment\nsummary = \"See [this](../../../pages/agrement.md)\"\n" => "E411" 2 "starts from the file";
    "a year of long ago": "content/teams/alpha/reports/0026-02-01.toml" "summary = \"x\"\n" => "E208" 1 "correct the year";
};

const DATA: &[Broken] = broken! {
    "an empty table": "content/teams/alpha/data/x.csv" "" => "E212" 1 "date,metric,value";
    "a column that is missing": "content/teams/alpha/data/x.csv" "date,value\n2026-02-01,3\n" => "E212" 1 "date,metric,value";
    "columns between semicolons": "content/teams/alpha/data/x.csv" "date;metric;value\n2026-02-01;errors;3\n" => "E212" 1 "separate them by commas";
    "a column that is none": "content/teams/alpha/data/x.csv" "date,metric,value,orign\n2026-02-01,errors,3,x\n" => "E212" 1 "did you mean `origin`";
    "a link of a row that runs script": "content/teams/alpha/data/x.csv" "date,metric,value,link\n2026-02-01,errors,3,javascript:x\n" => "E210" 2 "https://";
    "a range that ends before it begins": "content/metrics.toml" "[availability]\nrange = [inf, 0]\n" => "E301" 2 "range = [0, 100]";
    "a row that is too short": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-02-01,errors\n" => "E212" 2 "missing commas";
    "a metric above its heading": "content/teams/alpha/reports/2026-02-01.toml" "errors = 3\n" => "E202" 1 "below `[metrics]`";
    "a pillar of no heading": "content/teams/alpha/reports/2026-02-01.toml" "[security]\nnote = \"x\"\n" => "E202" 1 "below `[pillars.security]`";
    "a percentage without quotation marks": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = 99.95%\n" => "E201" 2 "`errors = \"99.95%\"`";
    "a metric by another of its names": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nuptime = 99.9\n" => "E401" 2 "did you mean `availability`";
    "a number that is thousands to some": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = \"1.204\"\n" => "E301" 2 "for the thousands";
    "a decimal comma that makes two fields": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-02-01,errors,81,5\n" => "E212" 2 "decimal point";
    "a date the other way round": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-02-01,errors,1\n01/02/2026,errors,3\n" => "E208" 3 "2026-03-13";
    "a metric that is none in a table": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-02-01,error,3\n" => "E401" 2 "did you mean `errors`";
    "a workload that is none in a table": "content/teams/alpha/data/x.csv" "date,metric,value,workload\n2026-02-01,errors,3,apy\n" => "E404" 2 "did you mean `api`";
    "a quotation that does not end": "content/teams/alpha/data/x.csv" "date,metric,value,note\n2026-02-01,errors,3,\"abc\n2026-01-18,errors,2,x\n" => "E212" 2 "close it";
    "a word for a number": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-02-01,errors,three\n" => "E301" 2 "";
    "two values for one observation": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-02-01,errors,3\n2026-02-01,errors,4\n" => "E307" 3 "first stands on line 2";
    "a share by months, then by days": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-01,error-rate,0.9\n2026-02-05,error-rate,0.8\n" => "E306" 3 "give all of its values a month";
    "a median by months, then by days": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-02-05,p95-response-time,200\n2026-01,p95-response-time,210\n" => "E306" 2 "give all of its values a month";
    "a count by days, then by months": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-01-18,p2-issues,3\n2026-02,p2-issues,4\n" => "E306" 3 "give all of its values a month";
    "a count by months, days and months": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-01,p2-issues,9\n2026-02-03,p2-issues,3\n2026-02,p2-issues,4\n" => "E306" 3 "give all of its values a month";
    "a negative count in a table": "content/teams/alpha/data/x.csv" "date,metric,value\n2026-02-01,errors,-3\n" => "E302" 2 "";
    "half a ratio in a table": "content/teams/alpha/data/x.csv" "date,metric,value,numerator,denominator\n2026-02-01,change-fail-rate,,1,\n" => "E303" 2 "give both";
};

const WAR: &[Broken] = broken! {
    "a review without a date": "content/teams/alpha/war/q1.toml" "summary = \"x\"\n" => "E204" 1 "add `date = 2026-03-20`";
    "a review on a day that does not exist": "content/teams/alpha/war/q1.toml" "date = \"2026-02-30\"\n" => "E208" 1 "2026-03-13";
    "a review of long ago": "content/teams/alpha/war/q1.toml" "summary = \"x\"\ndate = 0026-01-05\n" => "E208" 2 "correct the year";
    "a review of a workload that is none": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\nworkload = \"apy\"\n" => "E404" 2 "did you mean `api`";
    "a provider that is none": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\nprovider = \"amazon\"\n" => "E205" 2 "`aws`";
    "a status that is none": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\nstatus = \"completed\"\n" => "E205" 2 "did you mean `complete`";
    "a misspelt key of a review": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\nlense = \"x\"\n" => "E202" 2 "did you mean `lens`";
    "a key of a review below its risks": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[risks]\nsecurity = { high = 1 }\nreviewer = \"Ada\"\n" => "E206" 4 "move `reviewer` above";
    "risks of a pillar that is nearly one": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[risks]\nsecurty = { high = 1 }\n" => "E402" 3 "did you mean `security`";
    "risks of one pillar twice": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[risks]\ncost = { high = 1 }\ncost-optimization = { high = 1 }\n" => "E405" 4 "remove one";
    "a risk that is none": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[risks]\ncost = { hihg = 1 }\n" => "E202" 3 "did you mean `high`";
    "fewer questions than none": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[risks]\ncost = { high = -1 }\n" => "E214" 3 "correct the number";
    "points without a maximum": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[scores]\ncost = { points = 7 }\n" => "E204" 3 "add `out_of";
    "more points than there are": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[scores]\ncost = { points = 70, out_of = 60 }\n" => "E214" 3 "correct the number";
    "points of nothing": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[scores]\ncost = { points = 0, out_of = 0 }\n" => "E214" 3 "correct the number";
    "a finding without a title": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[[findings]]\nid = \"SEC-4\"\n" => "E204" 2 "add `title";
    "two findings of one id": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[[findings]]\nid = \"S-1\"\ntitle = \"x\"\n[[findings]]\nid = \"s-1\"\ntitle = \"y\"\n" => "E405" 6 "rename one";
    "a finding of a risk that is none": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[[findings]]\nid = \"S-1\"\ntitle = \"x\"\nrisk = \"severe\"\n" => "E205" 5 "`high`";
    "a finding of a pillar that is none": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[[findings]]\nid = \"S-1\"\ntitle = \"x\"\npillar = \"securty\"\n" => "E402" 5 "did you mean `security`";
    "a finding with a slash in its id": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[[findings]]\nid = \"S/1\"\ntitle = \"x\"\n" => "E211" 3 "chk-12";
    "a review named with a blank": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\nid = \"2026 q1\"\n" => "E211" 2 "chk-12";
    "a file name with blanks": "content/teams/alpha/war/My Review (1).toml" "date = 2026-01-05\n" => "E108" 1 "my-review-1.toml";
    "a link of a review that runs script": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\nlink = \"javascript:alert(1)\"\n" => "E210" 2 "https://";
    "an action for a review that is none": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"x\"\nopened = 2026-01-05\nwar = \"q1/SEC-4\"\n" => "E421" 5 "name a review";
    "an empty answer": "content/teams/alpha/war/q1.json" "" => "E422" 1 "get-lens-review";
    "an answer that was cut short": "content/teams/alpha/war/q1.json" "{\"LensReview\": {\n\"RiskCounts\": {\"HIGH\": 1" => "E422" 2 "cut short";
    "an answer that is no JSON": "content/teams/alpha/war/q1.json" "{\"LensReview\": {\n'RiskCounts': 1}}" => "E422" 2 "get-lens-review";
    "an error of the command line": "content/teams/alpha/war/q1.json" "\nAn error occurred (AccessDeniedException) when calling the GetLensReview operation: no\n" => "E422" 1 "with access";
    "an error of the service": "content/teams/alpha/war/q1.json" "{\n\"__type\": \"AccessDeniedException\",\n\"message\": \"no\"}" => "E422" 2 "with access";
    "an answer without counts": "content/teams/alpha/war/q1.json" "{\n\"LensReview\": {\n\"LensName\": \"x\"}}" => "E422" 3 "export it again";
    "a count that is a word": "content/teams/alpha/war/q1.json" "{\"LensReview\": {\"UpdatedAt\": 1684394034,\n\"RiskCounts\": {\n\"HIGH\": \"two\"}}}" => "E422" 3 "export it again";
    "a risk that the service does not know": "content/teams/alpha/war/q1.json" "{\"LensReview\": {\"UpdatedAt\": 1684394034,\n\"RiskCounts\": {\n\"EXTREME\": 2}}}" => "E422" 3 "export it again";
    "a moment in thousandths": "content/teams/alpha/war/q1.json" "{\"LensReview\": {\"RiskCounts\": {\"HIGH\": 1},\n\"UpdatedAt\": 1684394034000}}" => "E422" 2 "export it again";
    "answers without a day": "content/teams/alpha/war/q1.json" "{\"AnswerSummaries\": [{\"QuestionId\": \"a\", \"PillarId\": \"security\", \"Risk\": \"HIGH\"}]}" => "E204" 1 "`q1.toml`";
    "the first page of the answers": "content/teams/alpha/war/q1.json" "{\"AnswerSummaries\": [{\"QuestionId\": \"a\", \"PillarId\": \"security\", \"Risk\": \"HIGH\"}],\n\"NextToken\": \"t\"}" => "E422" 2 "--no-paginate";
    "milestones alone": "content/teams/alpha/war/q1.json" "{\"WorkloadId\": \"w\", \"MilestoneSummaries\": []}" => "E422" 1 "get-lens-review";
    "a report as a PDF": "content/teams/alpha/war/q1.json" "{\n\"Base64String\": \"JVBERi0\"}" => "E422" 2 "--format JSON";
    "the risks of all lenses together": "content/teams/alpha/war/q1.json" "{\n\"Workload\": {\"RiskCounts\": {\"HIGH\": 1}}}" => "E422" 2 "--lens-alias";
    "a report of nobody's workloads": "content/teams/alpha/war/q1.json" "{\"Metrics\": []}" => "E422" 1 "get-lens-review";
    "a list of something else": "content/teams/alpha/war/q1.json" "[{\"QuestionId\": \"a\"}]" => "E422" 1 "without `--query`";
    "a table of something else": "content/teams/alpha/war/q1.csv" "date,metric,value\n2026-01-05,errors,1\n" => "E422" 1 "`data` folder";
    "an empty assessment": "content/teams/alpha/war/q1.csv" "\n" => "E422" 1 "Export to CSV";
    "an assessment without a day": "content/teams/alpha/war/q1.csv" "DevOps,,\nYour overall results,Critical,'7/100'\nCategory,Question,Answers,Selected Answer,Note\n" => "E204" 1 "`q1.toml`";
    "a score that is none": "content/teams/alpha/war/q1.csv" "\"A - Jan 5, 2026 - 2:38:53 AM\",,\nYour overall results,Critical,'7/100'\nSecurity,Critical,7-Jan\n" => "E422" 3 "Export to CSV";
    "a quotation of an assessment that does not end": "content/teams/alpha/war/q1.csv" "\"A - Jan 5, 2026 - 2:38:53 AM\",,\n\"Your overall results,Critical,'7/100'\n" => "E422" 2 "Export to CSV";
    "a recommendation that is cut off": "content/teams/alpha/war/q1.csv" "\"A - Jan 5, 2026 - 2:38:53 AM\",,\nSecurity,Critical,'7/100'\nCategory,Link-Text,Link,Priority,ReportingCategory\nSecurity,Lock it\n" => "E422" 4 "Export to CSV";
};

const PAGE: &[Broken] = broken! {
    "no front matter": "content/pages/agreement.md" "# Agreement\n" => "E207" 1 "+++";
    "front matter that is not closed": "content/pages/agreement.md" "+++\ntitle = \"x\"\n" => "E207" 1 "another line `+++`";
    "front matter with a misspelt key": "content/pages/agreement.md" "+++\ntitle = \"x\"\ndraught = true\n+++\n" => "E202" 3 "did you mean `draft`";
    "front matter without a title": "content/pages/agreement.md" "+++\ndraft = false\n+++\n" => "E204" 1 "add `title";
    "a page with a link to nowhere": "content/pages/agreement.md" "+++\ntitle = \"x\"\n+++\nText.\n\nSee [that](other.md).\n" => "E411" 6 "starts from the file";
    "a link in Markdown that runs script": "content/pages/agreement.md" "+++\ntitle = \"x\"\n+++\nText [x](javascript:alert(1)).\n" => "E210" 4 "https://";
    "an image from another host": "content/pages/agreement.md" "+++\ntitle = \"x\"\n+++\n![x](https://example.org/x.png)\n" => "E210" 4 "put images beside";
    "an image from another host, in HTML": "content/pages/agreement.md" "+++\ntitle = \"x\"\n+++\n<p><img alt='x' src='//example.org/x.png'></p>\n" => "E210" 4 "put images beside";
    "quotations of quotations": "content/pages/agreement.md" "+++\ntitle = \"x\"\n+++\n\n> > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > deep\n" => "E112" 5 "flatter";
    "an image that is not there": "content/pages/agreement.md" "+++\ntitle = \"x\"\n+++\n![a](a.png)\n" => "E411" 4 "starts from the file";
    "a link in HTML that leads nowhere": "content/pages/agreement.md" "+++\ntitle = \"x\"\n+++\nSee\n<a href=\"gone.md\">that</a>.\n" => "E411" 5 "starts from the file";
    "an address in HTML with a blank in it": "content/pages/agreement.md" "+++\ntitle = \"x\"\n+++\nSee\n<a href=\"java script:x\">that</a>.\n" => "E210" 5 "https://";
    "an image in HTML, over several lines, that is not there": "content/pages/agreement.md" "+++\ntitle = \"x\"\n+++\n<p>\n<img\n  src=\"gone.png\"></p>\n" => "E411" 6 "starts from the file";
    "a name with spaces": "content/pages/Our Agreement.md" "+++\ntitle = \"x\"\n+++\n" => "E108" 1 "our-agreement.md";
    "a team's folder with capitals": "content/teams/Gamma/team.toml" "name = \"Gamma\"\n" => "E108" 0 "rename it to `gamma`";
    "a team named as a page of ours": "content/teams/index/team.toml" "name = \"Index\"\n" => "E108" 0 "rename the team's folder";
    "a template that is cut off": "themes/ours/templates/team.html" "<p>\n{% if x %}\n" => "E501" 2 "theme eject";
    "a template that extends what is not there": "themes/ours/templates/team.html" "{# ours #}\n{% extends \"bas.html\" %}\n" => "E501" 2 "did you mean `base.html`";
    "a template that extends itself": "themes/ours/templates/team.html" "{# ours #}\n{% extends \"team.html\" %}\n" => "E501" 2 "does not lead back";
    "a template that includes what is not there": "themes/ours/templates/team.html" "<p>x\n<p>{% include \"bas.html\" %}\n" => "E501" 2 "did you mean `base.html`";
    "a component that is not there": "themes/ours/templates/team.html" "<p>x\n<p>é {{<lost/>}}\n" => "E501" 2 "correct the template";
    "a template of nothing": "themes/ours/templates/team.html" " \n" => "E501" 0 "then the default theme's is used";
    "a font that is none": "themes/ours/fonts/script.woff2" "wOF2" => "E505" 0 "TrueType or OpenType";
    "a style sheet named almost as the default's": "themes/ours/assets/sites.css" "p{color:red}\n" => "E502" 0 "did you mean `assets/site.css`";
    "a script named almost as the default's": "themes/ours/assets/Base.js" "a();\n" => "E502" 0 "did you mean `assets/base.js`";
    "an image that no style sheet names": "themes/ours/assets/logo.svg" "<svg/>\n" => "E502" 0 "";
    "an image of a style sheet that is not there": "themes/ours/assets/brand.css" "p{color:red}\n.x{background:url(\"nologo.svg\")}\n" => "E504" 2 "put the file into `assets/`";
    "an import of a style sheet that is not there": "themes/ours/assets/brand.css" "@import \"sit.css\";\n" => "E504" 1 "did you mean `site.css`";
    "a style sheet that imports itself": "themes/ours/assets/brand.css" "@import \"brand.css\";\n" => "E504" 1 "remove one of the two";
    "an override of nothing": "themes/ours/templates/teem.html" "<p>\n" => "E502" 0 "did you mean `templates/team.html`";
};

const TEMPLATE: &[Broken] = broken! {
    "a month without a year": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| January | 1 |\n| December | 2 |\n" => "E208" 4 "template_updated";
    "a month that is none": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| Janvier 2026 | 1 |\n" => "E208" 4 "`October`";
    "a value of no month": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| Jan 2026 | 1 |\n|  | 2 |\n" => "E208" 5 "write its month";
    "months that jump": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| Jan 2026 | 1 |\n| March | 2 |\n| February | 2 |\n" => "E208" 5 "newest month first";
    "a bound in a template": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| Jan 2026 | >3 |\n" => "E301" 4 "note";
    "a word for a number in a template": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| Jan 2026 | three |\n" => "E301" 4 "write it as";
    "less than nothing in a template": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| Jan 2026 | -3 |\n" => "E302" 4 "correct the number";
    "two values of one month": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| Jan 2026 | 1 |\n| Jan 2026 | 2 |\n" => "E307" 5 "first stands on line 4";
    "two tables of one metric": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| Jan 2026 | 1 |\n## Severe issues\n| Month | P1 |\n|--|--|\n| Jan 2026 | 2 |\n" => "E307" 8 "first stands on line 4";
    "half a share of changes": "content/teams/alpha/scorp.md" "## Change Failure Rate\n| Month | Number of Prod Deploys | Number of Incidents | Fail Rate |\n|--|--|--|--|\n| Jan 2026 | 31 |  |  |\n" => "E303" 4 "or the rate alone";
    "a share of no changes": "content/teams/alpha/scorp.md" "## Change Failure Rate\n| Month | Number of Prod Deploys | Number of Incidents | Fail Rate |\n|--|--|--|--|\n| Jan 2026 | 0 | 2 |  |\n" => "E303" 4 "0 of 0";
    "a rate that is none": "content/teams/alpha/scorp.md" "## Change Failure Rate\n| Month | Number of Prod Deploys | Number of Incidents | Fail Rate |\n|--|--|--|--|\n| Jan 2026 |  |  | low |\n" => "E301" 4 "99.95";
    "a bill in another currency": "content/teams/alpha/scorp.md" "## Cost\n| Month | Total ($) |\n|--|--|\n| Jan 2026 | 12 |\n" => "E301" 2 "(EUR)";
    "a workload without a name": "content/teams/alpha/scorp.md" "## Errors Per Workload\n| Month | Workload |\n|--|--|\n| Jan 2026 | 12 |\n" => "E404" 2 "the workload's name";
    "two columns of one heading": "content/teams/alpha/scorp.md" "## Business Metrics\n| Month | Metric | Metric |\n|--|--|--|\n| Jan 2026 | 1 | 2 |\n" => "E405" 2 "name each column";
    "a column without a heading": "content/teams/alpha/scorp.md" "## Business Metrics\n| Month |  |\n|--|--|\n| Jan 2026 | 1 |\n" => "E405" 2 "name each column";
    "a column that no id can be made of": "content/teams/alpha/scorp.md" "## Business Metrics\n| Month | 売上 |\n|--|--|\n| Jan 2026 | 1 |\n" => "E211" 2 "labels";
    "a day that may be a month": "content/teams/alpha/scorp.md" "## WAR\n| Workload | Date | Lens Applied |\n|--|--|--|\n| api | 12/01/2026 | Serverless Lens |\n" => "E208" 4 "date_order";
    "a day that is none in a template": "content/teams/alpha/scorp.md" "## Incidents\n| Incident # | Date | Description |\n|--|--|--|\n| INC-1 | last week | x |\n" => "E208" 4 "2026-09-12";
    "a review without a day": "content/teams/alpha/scorp.md" "## WAR\n| Workload | Date | Lens Applied |\n|--|--|--|\n| api |  | Serverless Lens |\n" => "E208" 4 "2026-09-12";
    "a status of a review that is none": "content/teams/alpha/scorp.md" "## WAR\n| Workload | Date | Lens Applied | Status |\n|--|--|--|--|\n| api | 2026-01-12 | Serverless Lens | fine |\n" => "E205" 4 "`in progress`";
    "a number of threats that is none": "content/teams/alpha/scorp.md" "## Threat Models\n| Workload | Open Threats | Last Reviewed |\n|--|--|--|\n| api | a few | 2026-01-12 |\n" => "E301" 4 "whole number";
    "a time to recover that is none": "content/teams/alpha/scorp.md" "## Incidents\n| Incident # | Date | Description | TTR |\n|--|--|--|--|\n| INC-1 | 2026-01-12 | x | soon |\n" => "E209" 4 "1h 28m";
    "an incident with a slash in its name": "content/teams/alpha/scorp.md" "## Incidents\n| Incident # | Date | Description |\n|--|--|--|\n| INC/1 | 2026-01-12 | x |\n" => "E211" 4 "INC-1042";
    "a severity that is none": "content/teams/alpha/scorp.md" "## Incidents\n| Incident # | Date | Description | Severity |\n|--|--|--|--|\n| INC-1 | 2026-01-12 | x | P9 |\n" => "E214" 4 "from 1";
    "words of no day": "content/teams/alpha/scorp.md" "# Us\n\n## Wins\n- A win\n" => "E204" 3 "template_updated";
    "a link in a template that runs script": "content/teams/alpha/scorp.md" "## Runbooks\n- [x](javascript:alert(1))\n" => "E210" 2 "https://";
    "a link in a template to a file that is not there": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 | Notes |\n|--|--|--|\n| Jan 2026 | 1 | See [this](gone.md) |\n" => "E411" 4 "starts from the file";
};

const RADIATORS: &[Broken] = broken! {
    "a misspelt key of a radiator": "content/radiators/lobby.toml" "title = \"L\"\nsecond = 30\n" => "E202" 2 "did you mean `seconds`";
    "a radiator that hurries": "content/radiators/lobby.toml" "seconds = 5\n" => "E214" 1 "correct the number";
    "a radiator in colours that are none": "content/radiators/lobby.toml" "theme = \"drak\"\n" => "E205" 1 "did you mean `dark`";
    "a radiator of a group that is none": "content/radiators/lobby.toml" "groups = [\"comerce\"]\n" => "E412" 1 "did you mean `commerce`";
    "a radiator of a team that is none": "content/radiators/lobby.toml" "teams = [\"alpha\",\n  \"betta\"]\n" => "E403" 2 "did you mean `beta`";
    "a radiator whose answer is a word": "content/radiators/lobby.toml" "show_money = \"yes\"\n" => "E203" 1 "show_money = ";
    "a screen of a kind that is none": "content/radiators/lobby.toml" "screens = [\n  { kind = \"portfolio\" },\n  { kind = \"win\" },\n]\n" => "E205" 3 "did you mean `wins`";
    "a screen without a kind": "content/radiators/lobby.toml" "screens = [\n  { team = \"alpha\" },\n]\n" => "E204" 2 "add `kind";
    "a screen of a team that says no team": "content/radiators/lobby.toml" "screens = [\n  { kind = \"team\" },\n]\n" => "E204" 2 "add `team = \"…\"`";
    "a screen of a team that is none": "content/radiators/lobby.toml" "screens = [\n  { kind = \"team\", team = \"alfa\" },\n]\n" => "E403" 2 "did you mean `alpha`";
    "a screen of a pillar that is none": "content/radiators/lobby.toml" "screens = [\n  { kind = \"pillar\", pillar = \"securty\" },\n]\n" => "E402" 2 "did you mean `security`";
    "a screen of a metric that is none": "content/radiators/lobby.toml" "screens = [\n  { kind = \"metric\", metric = \"availabilty\" },\n]\n" => "E401" 2 "did you mean `availability`";
    "a screen with a key of another kind": "content/radiators/lobby.toml" "screens = [\n  { kind = \"war\", team = \"alpha\" },\n]\n" => "E202" 2 "`kind = \"team\"`";
    "a screen with a key that is none": "content/radiators/lobby.toml" "screens = [\n  { kind = \"war\", tema = \"alpha\" },\n]\n" => "E202" 2 "did you mean `team`";
    "a screen of money on a wall that shows none": "content/radiators/lobby.toml" "screens = [\n  { kind = \"metric\", metric = \"cloud-cost\" },\n]\n" => "E426" 2 "add `show_money = true`";
    "a screen of threats on a wall that shows none": "content/radiators/lobby.toml" "show_money = true\nscreens = [\n  { kind = \"metric\", metric = \"open-threats\" },\n]\n" => "E426" 3 "add `show_threats = true`";
    "a radiator by a name that no address has": "content/radiators/Ground Floor.toml" "title = \"L\"\n" => "E108" 1 "rename the file to `ground-floor.toml`";
};

const REGISTERS: &[Broken] = broken! {
    "a notice without front matter": "content/notads/tls-13.md" "# TLS\n" => "E207" 1 "+++";
    "a notice with a misspelt key": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-01-10\nexpire = 2026-02-10\n+++\nDo it.\n" => "E202" 5 "did you mean `expires`";
    "a notice without a kind": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nissued = 2026-01-10\n+++\nDo it.\n" => "E204" 1 "kind";
    "a notice of a kind that is none": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandat\"\nissued = 2026-01-10\n+++\nDo it.\n" => "E205" 3 "did you mean `mandate`";
    "a notice due before it was issued": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-01-10\ndue = 2026-01-09\n+++\nDo it.\n" => "E414" 5 "correct `issued` or `due`";
    "a notice that expires before it was issued": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-01-10\nexpires = 2025-12-31\n+++\nDo it.\n" => "E414" 5 "correct `issued` or `expires`";
    "a notice for a team that is none": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-01-10\nteams = [\"alpha\", \"betta\"]\n+++\nDo it.\n" => "E403" 5 "did you mean `beta`";
    "a notice that names a team twice": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-01-10\nteams = [\"alpha\", \"alpha\"]\n+++\nDo it.\n" => "E405" 5 "remove one";
    "a notice of a pillar that is none": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-01-10\npillar = \"securty\"\n+++\nDo it.\n" => "E402" 5 "did you mean `security`";
    "a notice with a link that runs script": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-01-10\nlink = \"javascript:alert(1)\"\n+++\nDo it.\n" => "E210" 5 "https://";
    "a notice with a day that does not exist": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 2026-02-30\n+++\nDo it.\n" => "E201" 4 "";
    "a notice with a date of another age": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = 0026-01-10\n+++\nDo it.\n" => "E208" 4 "year";
    "a notice with a date the other way round": "content/notads/tls-13.md" "+++\ntitle = \"TLS\"\nkind = \"mandate\"\nissued = \"10/01/2026\"\n+++\nDo it.\n" => "E208" 4 "2026";
    "an answer to a notice that is none": "content/teams/alpha/reports/2026-02-01.toml" "[notads]\ntls-31 = \"done\"\n" => "E420" 2 "add its file";
    "an incident without a start": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\n+++\n" => "E204" 1 "started";
    "an incident with a misspelt key": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nseverity = 1\nstarted = 2026-02-01T09:00:00Z\ndetect = 2026-02-01\n+++\n" => "E202" 5 "did you mean `detected`";
    "an incident restored before it started": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nseverity = 1\nstarted = 2026-02-01T09:00:00Z\nrestored = 2026-02-01T08:59:00Z\n+++\n" => "E414" 5 "correct one of them";
    "an incident restored on the day before": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nstarted = 2026-02-01T00:30:00Z\nrestored = 2026-01-31\n+++\n" => "E414" 4 "correct one of them";
    "an incident of no severity there is": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nseverity = 6\nstarted = 2026-02-01\n+++\n" => "E214" 3 "correct the number";
    "an incident that started at a word": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nstarted = \"yesterday\"\n+++\n" => "E208" 3 "2026-03-13T09:12:00Z";
    "an incident of a length that is none": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nseverity = 1\nstarted = 2026-02-01T09:00:00Z\ntime_to_recover = \"a while\"\n+++\n" => "E209" 5 "1h 28m";
    "an incident of a workload that is none": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nseverity = 1\nstarted = 2026-02-01T09:00:00Z\nworkload = \"apy\"\n+++\n" => "E404" 5 "did you mean `api`";
    "an incident that led to an action that is none": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nseverity = 1\nstarted = 2026-02-01T09:00:00Z\nactions = [\"chk-12\"]\n+++\n" => "E421" 5 "actions.toml";
    "an incident with a blank in its id": "content/teams/alpha/incidents/INC-1.md" "+++\nid = \"INC 1\"\ntitle = \"Down\"\nseverity = 1\nstarted = 2026-02-01T09:00:00Z\n+++\n" => "E211" 2 "chk-12";
    "an incident with a link to nowhere in its review": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"Down\"\nseverity = 1\nstarted = 2026-02-01T09:00:00Z\n+++\nSee [it](INC-9.md).\n" => "E411" 6 "starts from the file";
    "a release without a name": "content/teams/alpha/releases.toml" "[[releases]]\nstarted = 2026-02-01\n" => "E204" 1 "name";
    "a release in flight that has finished": "content/teams/alpha/releases.toml" "[[releases]]\nname = \"1.0\"\nstarted = 2026-02-01T09:00:00Z\nfinished = 2026-02-02\noutcome = \"in-flight\"\n" => "E205" 5 "remove `finished`";
    "a release that failed at no time": "content/teams/alpha/releases.toml" "[[releases]]\nname = \"1.0\"\nstarted = 2026-02-01T09:00:00Z\noutcome = \"failed\"\n" => "E204" 4 "finished";
    "a release over before it began": "content/teams/alpha/releases.toml" "[[releases]]\nname = \"1.0\"\nstarted = 2026-02-01T09:00:00Z\nfinished = 2026-02-01T08:00:00Z\n" => "E414" 4 "correct `started` or `finished`";
    "a release of an outcome that is none": "content/teams/alpha/releases.toml" "[[releases]]\nname = \"1.0\"\nstarted = 2026-02-01T09:00:00Z\nfinished = 2026-02-02\noutcome = \"rolledback\"\n" => "E205" 5 "did you mean `rolled-back`";
    "two releases of one name": "content/teams/alpha/releases.toml" "[[releases]]\nname = \"1.0\"\nstarted = 2026-02-01T09:00:00Z\n[[releases]]\nname = \"1.0\"\nstarted = 2026-02-01T09:00:00Z\n" => "E405" 5 "rename one of them";
    "an incident of an empty title": "content/teams/alpha/incidents/INC-1.md" "+++\ntitle = \"\"\nstarted = 2026-02-01T09:00:00Z\n+++\n" => "E204" 2 "What happened, in few words";
    "a notice of a blank title": "content/notads/tls-13.md" "+++\ntitle = \" \"\nkind = \"mandate\"\nissued = 2026-01-10\n+++\nDo it.\n" => "E204" 2 "between the quotation marks";
    "a tech share of an empty title": "content/tech-shares/contracts.md" "+++\ntitle = \"\"\n+++\n" => "E204" 2 "between the quotation marks";
    "a page of a title that nobody sees": "content/pages/agreement.md" "+++\ntitle = \"\u{200b}\"\n+++\n" => "E204" 2 "between the quotation marks";
    "an action of an empty title": "content/teams/alpha/actions.toml" "[[actions]]\nid = \"a-1\"\ntitle = \"\"\nopened = 2026-01-05\n" => "E204" 3 "What is to be done";
    "a release of an empty name": "content/teams/alpha/releases.toml" "[[releases]]\nname = \"\"\nstarted = 2026-02-01\n" => "E204" 2 "between the quotation marks";
    "a win of empty words": "content/teams/alpha/reports/2026-02-01.toml" "[[wins]]\ntext = \"\"\n" => "E204" 2 "What went well";
    "a need of blank words": "content/teams/alpha/reports/2026-02-01.toml" "[[needs]]\ntext = \"\"\"\n\"\"\"\n" => "E204" 2 "What is needed";
    "a workload of an empty id": "content/teams/alpha/team.toml" "[[workloads]]\nid = \"\"\n" => "E211" 2 "some-id";
    "a ring without a day": "content/teams/alpha/releases.toml" "[[releases]]\nname = \"1.0\"\nstarted = 2026-02-01T09:00:00Z\nrings = [ { name = \"5 %\" } ]\n" => "E204" 4 "date";
    "a release of a workload that is none": "content/teams/alpha/releases.toml" "[[releases]]\nname = \"1.0\"\nstarted = 2026-02-01T09:00:00Z\nworkload = \"apy\"\n" => "E404" 4 "did you mean `api`";
    "a tech share without a title": "content/tech-shares/contracts.md" "+++\ndate = 2026-02-01\n+++\n" => "E204" 1 "title";
    "a tech share held at no time": "content/tech-shares/contracts.md" "+++\ntitle = \"C\"\nstatus = \"held\"\n+++\n" => "E204" 3 "date";
    "a tech share of a team that is none": "content/tech-shares/contracts.md" "+++\ntitle = \"C\"\nteam = \"alpa\"\n+++\n" => "E403" 3 "did you mean `alpha`";
    "a tech share with a topic in words": "content/tech-shares/contracts.md" "+++\ntitle = \"C\"\ntopics = [\"Contract tests\"]\n+++\n" => "E211" 3 "contract-tests";
    "a tech share with a name in words": "content/tech-shares/Contract tests.md" "+++\ntitle = \"C\"\n+++\n" => "E108" 1 "contract-tests.md";
    "a topic with capitals": "content/topics.toml" "[Observability]\nname = \"O\"\n" => "E211" 1 "observability";
    "a topic with a misspelt key": "content/topics.toml" "[observability]\nnam = \"O\"\n" => "E202" 2 "did you mean `name`";
    "two topics that claim one word": "content/topics.toml" "[a-topic]\nsynonyms = [\"observability\"]\n[observability]\nname = \"O\"\n" => "E405" 3 "leave it to one";
    "a topic that is a word": "content/topics.toml" "observability = \"O\"\n" => "E203" 1 "[observability]";
    "minutes of a review that is none": "content/reviews/comerce/2026-02-05.md" "+++\ndate = 2026-02-05\n+++\n" => "E419" 1 "all";
    "minutes with a date that is not the file's": "content/reviews/all/2026-02-05.md" "+++\ndate = 2026-02-06\n+++\n" => "E407" 2 "correct one";
    "minutes with a team that is none": "content/reviews/all/2026-02-05.md" "+++\nattended = [\"alpha\", \"betta\"]\n+++\n" => "E403" 2 "did you mean `beta`";
    "minutes with an action for nobody": "content/reviews/all/2026-02-05.md" "+++\n[[actions]]\nid = \"rev-1\"\ntitle = \"x\"\n+++\n" => "E204" 2 "team";
    "minutes with an action due before the meeting": "content/reviews/all/2026-02-05.md" "+++\n[[actions]]\nid = \"rev-1\"\nteam = \"alpha\"\ntitle = \"x\"\ndue = 2026-02-01\n+++\n" => "E414" 6 "due";
    "minutes with a promise of nothing": "content/reviews/all/2026-02-05.md" "+++\n[[follow_ups]]\nowner = \"Ada\"\n+++\n" => "E204" 2 "text";
};

const WARNINGS: &[Broken] = broken! {
    "a unit written otherwise": "content/metrics.toml" "[queue]\npillar = \"cost\"\nunit = \"hours\"\n" => "W215" 3 "did you mean `h`";
    "a file that nothing reads": "content/teams/alpha/notes.txt" "x" => "W106" 0 "link to it";
    "a report in a folder nearly of reports": "content/teams/alpha/report/2026-02-01.toml" "x = 1" => "W106" 0 "`teams/alpha/reports`";
    "a folder nearly of teams": "content/team/alpha/team.toml" "x = 1" => "W106" 0 "`team` to `teams`";
    "a report in the wrong folder": "content/teams/alpha/2026-02-01.toml" "x = 1" => "W106" 0 "teams/alpha/reports/2026-02-01.toml";
    "a value that contradicts its parts": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nchange-fail-rate = { value = 50, numerator = 1, denominator = 3 }\n" => "W304" 2 "leave the value out";
    "a typed value over an imported one": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nunit-test-coverage = 80\n" => "W308" 2 "empty its cell";
    "a topic one letter off": "content/teams/alpha/reports/2026-02-01.toml" "summary = \"x\"\ntopics = [\"observabilty\"]\n" => "W410" 2 "write `observability`";
    "a part one letter off a workload": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nerrors = { by = { apii = 3 } }\n" => "W309" 2 "did you mean `api`";
    "a report with workloads of other teams": "content/teams/alpha/war/q1.json" "{\"Metrics\": [{\"WorkloadName\": \"api\", \"UpdatedAt\": 1768000000, \"Lenses\": [{\"RiskCounts\": {\"HIGH\": 1}}]},\n{\"WorkloadName\": \"Their API\", \"Lenses\": []}]}" => "W423" 2 "[[workloads]]";
    "a report of a workload that the team does not name": "content/teams/alpha/war/q1.json" "{\"Metrics\": [\n{\"WorkloadName\": \"Old API\", \"UpdatedAt\": 1768000000, \"Lenses\": [{\"RiskCounts\": {\"HIGH\": 1}}]}]}" => "W423" 2 "as a whole";
    "the first page of a report": "content/teams/alpha/war/q1.json" "{\"Metrics\": [{\"WorkloadName\": \"api\", \"UpdatedAt\": 1768000000, \"Lenses\": [{\"RiskCounts\": {\"HIGH\": 1}}]}],\n\"NextToken\": \"t\"}" => "W423" 2 "--no-paginate";
    "an empty report": "content/teams/alpha/reports/2026-02-01.toml" "# summary = \"x\"\n" => "W424" 1 "a `summary` is enough";
    "minutes below a name that is nearly a team's": "content/reviews/all/2026-02-05.md" "+++\ndate = 2026-02-05\n+++\n\n## Alhpa\n\nAll well.\n" => "W425" 5 "did you mean `Alpha`";
    "scores beside risks": "content/teams/alpha/war/q1.toml" "date = 2026-01-05\n[risks]\ncost = { high = 1 }\n[scores]\ncost = { points = 1, out_of = 2 }\n" => "W423" 4 "one unit";
    "an assessment without its questions": "content/teams/alpha/war/q1.csv" "\"A - Jan 5, 2026 - 2:38:53 AM\",,\nYour overall results,Critical,'7/100'\n" => "W423" 1 "export the assessment again";
    "a priority that is not known": "content/teams/alpha/war/q1.csv" "\"A - Jan 5, 2026 - 2:38:53 AM\",,\nSecurity,Critical,'7/100'\nCategory,Link-Text,Link,Priority,ReportingCategory\nSecurity,Lock it,,Urgent,SE:01\n-----------\nCategory,Question,Answers,Selected Answer,Note\n" => "W423" 4 "medium risk";
    "a rate that contradicts its counts": "content/teams/alpha/scorp.md" "## Change Failure Rate\n| Month | Number of Prod Deploys | Number of Incidents | Fail Rate |\n|--|--|--|--|\n| Jan 2026 | 31 | 1 | 12% |\n" => "W304" 4 "leave the rate empty";
    "a total that is not the sum": "content/teams/alpha/scorp.md" "## Cost\n| Month | Lambda | Dynamo | Total |\n|--|--|--|--|\n| Jan 2026 | 12 | 3 | 16 |\n" => "W310" 4 "fill in the part that is missing";
    "a team with less than its workloads": "content/teams/alpha/data/x.csv" "date,metric,workload,value\n2026-02-01,deployment-frequency,api,5\n2026-02-01,deployment-frequency,,2\n" => "W310" 3 "leave the team's value out";
    "a share written as a fraction": "content/teams/alpha/reports/2026-02-01.toml" "[metrics]\nunit-test-coverage = 0.8\n" => "W311" 2 "write `80`";
    "a row longer than its table": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 |\n|--|--|\n| Jan 2026 | 1 | two |\n" => "W423" 4 "escape a bar";
    "a link that leads nowhere": "content/teams/alpha/scorp.md" "## Monitoring\n- [Dashboard](#)\n" => "W423" 2 "write its address";
    "a link without an address": "content/teams/alpha/scorp.md" "## Reliability\n- Links to playbooks\n" => "W423" 2 "https://";
    "a note beside no value": "content/teams/alpha/scorp.md" "## Production Issues\n| Month | P1 | Notes |\n|--|--|--|\n| Jan 2026 |  | Quiet |\n" => "W423" 4 "n/a";
    "front matter in a template": "content/teams/alpha/scorp.md" "---\nteam: alpha\n---\n# Us\n" => "W423" 1 "team.toml";
    "a workload one letter off another": "content/teams/alpha/scorp.md" "## Security\n| Month | Workload | Findings |\n|--|--|--|\n| Jan 2026 | checkout-api | 1 |\n| Jan 2026 | chekout-api | 1 |\n" => "W309" 5 "did you mean `checkout-api`";
    "a threat model with more than it can hold": "content/teams/alpha/scorp.md" "## Threat Models\n| Workload | Open Threats | Last Reviewed | Method |\n|--|--|--|--|\n| api | 3 | 2026-01-12 | STRIDE |\n" => "W423" 4 "below the table";
};

fn check_table(table: &[Broken], severity: Severity) {
    for case in table {
        let folder = Folder::right();
        folder.write(case.file, case.text);
        if case.file.starts_with("themes/ours/") {
            folder.write(
                "scorpfolio.toml",
                "title = \"T\"\nas_of = 2026-02-10\ntheme = \"ours\"\n[cycle]\nfirst = 2026-01-05\n",
            );
        }
        let problems = folder.problems();
        // Commands that add a file go on with what can be read: it can be analysed, however broken the rest is.
        if let Ok(loaded) = scorpfolio::load_readable(&folder.options()) {
            let analysis = scorpfolio::analyse::analyse(&loaded.portfolio);
            assert_eq!(analysis.teams.len(), loaded.portfolio.teams.len(), "{}", case.claim);
        }
        let all = scorpfolio::diagnostic::text::render(&problems, false);
        let found = problems.iter().find(|problem| problem.code.id() == case.code);
        let found = found.unwrap_or_else(|| panic!("{}: no {} among\n{all}", case.claim, case.code));
        let place = found
            .place
            .as_ref()
            .unwrap_or_else(|| panic!("{}: no place\n{all}", case.claim));
        let expected_file = match case.code {
            // What is wrong with a folder is said where it is named.
            "E107" | "E503" => "scorpfolio.toml",
            // Of two reports, the later one is named.
            "E406" => "content/teams/alpha/reports/2026-02-01.toml",
            _ => case.file,
        };
        assert_eq!(
            (place.file.as_str(), place.line),
            (expected_file, case.line),
            "{}\n{all}",
            case.claim
        );
        assert!(
            found.cure.contains(case.cure),
            "{}: cure `{}` lacks `{}`",
            case.claim,
            found.cure,
            case.cure
        );
        assert!(!found.cure.is_empty() && !found.message.is_empty(), "{}", case.claim);
        assert_eq!(found.severity, severity, "{}", case.claim);
        let of_this_severity = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .count();
        match severity {
            Severity::Error => assert_eq!(
                of_this_severity, 1,
                "{}: one mistake gives one error\n{all}",
                case.claim
            ),
            Severity::Warning => assert_eq!(
                of_this_severity, 0,
                "{}: a warning does not stop a build\n{all}",
                case.claim
            ),
        }
    }
}

#[test]
fn mistakes_in_the_configuration() {
    check_table(CONFIGURATION, Severity::Error);
}

#[test]
fn mistakes_in_the_catalogue() {
    check_table(CATALOGUE, Severity::Error);
}

#[test]
fn mistakes_in_a_team() {
    check_table(TEAM, Severity::Error);
}

#[test]
fn mistakes_in_a_report() {
    check_table(REPORT, Severity::Error);
}

#[test]
fn mistakes_in_imported_data() {
    check_table(DATA, Severity::Error);
}

#[test]
fn mistakes_in_reviews_and_their_exports() {
    check_table(WAR, Severity::Error);
}

#[test]
fn mistakes_in_pages_names_and_themes() {
    check_table(PAGE, Severity::Error);
}

#[test]
fn mistakes_in_a_template() {
    check_table(TEMPLATE, Severity::Error);
}

#[test]
fn mistakes_in_registers_of_all() {
    check_table(REGISTERS, Severity::Error);
}

#[test]
fn broken_radiators_are_told_where_and_how_to_mend_them() {
    check_table(RADIATORS, Severity::Error);
}

#[test]
fn names_that_differ_in_case_alone_are_one_name() {
    let incident = "+++\ntitle = \"Down\"\nstarted = 2026-02-01\n+++\n";
    let action = "[[actions]]\nid = \"A-1\"\ntitle = \"x\"\nopened = 2026-01-05\n";
    for (first, second, text) in [
        (
            "content/teams/alpha/incidents/inc-1.md",
            "content/teams/beta/incidents/INC-1.md",
            incident,
        ),
        (
            "content/teams/alpha/actions.toml",
            "content/teams/beta/actions.toml",
            action,
        ),
    ] {
        let folder = Folder::right();
        folder.write(first, &text.replace("A-1", "a-1"));
        folder.write(second, text);
        let problems = folder.problems();
        let found = problems.iter().find(|problem| problem.code.id() == "E405");
        let place = found.and_then(|problem| problem.place.as_ref());
        assert_eq!(place.map(|place| place.file.as_str()), Some(second), "{problems:?}");
    }
}

#[test]
fn a_team_by_a_name_that_is_no_slug_is_one_mistake() {
    for (listed, team, code) in [("gamma", "Gamma", "E108"), ("Beta", "beta", "E211")] {
        let folder = Folder::right();
        let listed =
            format!("title = \"T\"\nas_of = 2026-02-10\nteams = [\"{listed}\"]\n[cycle]\nfirst = 2026-01-05\n");
        folder.write("scorpfolio.toml", &listed);
        folder.write(&format!("content/teams/{team}/team.toml"), "name = \"Third\"\n");
        let problems = folder.problems();
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        let codes: Vec<_> = errors.map(|problem| problem.code.id()).collect();
        assert_eq!(codes, [code], "{problems:?}");
    }
}

#[test]
fn warnings_do_not_stop_a_build_unless_strict() {
    check_table(WARNINGS, Severity::Warning);
    check_table(dates::WARNINGS, Severity::Warning);
    check_table(values::WARNINGS, Severity::Warning);
}

#[test]
fn the_portfolio_that_is_broken_above_is_right_to_begin_with() {
    let problems = Folder::right().problems();
    assert!(
        problems.is_empty(),
        "{}",
        scorpfolio::diagnostic::text::render(&problems, false)
    );
}

#[test]
fn every_kind_of_mistake_is_reported_in_one_run_in_file_order() {
    let folder = Folder::right();
    folder.write("content/teams/alpha/team.toml", "mision = \"x\"\n");
    folder.write(
        "content/teams/beta/reports/2026-02-01.toml",
        "[metrics]\nerrors = \">3\"\nzero = 1\n",
    );
    folder.write("content/metrics.toml", "[x]\nunit = \"ms\"\n");
    let found: Vec<(String, u32)> = folder
        .problems()
        .into_iter()
        .filter_map(|problem| problem.place.map(|place| (place.file, place.line)))
        .collect();
    let report = "content/teams/beta/reports/2026-02-01.toml".to_owned();
    assert_eq!(
        found,
        [
            ("content/metrics.toml".to_owned(), 1),
            ("content/teams/alpha/team.toml".to_owned(), 1),
            (report.clone(), 2),
            (report, 3)
        ]
    );
}

#[test]
fn what_names_a_team_by_its_old_name_means_it() {
    let folder = Folder::right();
    let team = folder.read("content/teams/alpha/team.toml");
    folder.write(
        "content/teams/alpha/team.toml",
        &format!("renamed_from = [\"omega\"]\n{team}"),
    );
    folder.write(
        "content/reviews/all/2026-02-05.md",
        "+++\nattended = [\"omega\", \"beta\"]\n+++\n",
    );
    assert_eq!(folder.problems(), []);
    let loaded = scorpfolio::load_portfolio(&folder.options()).expect("right");
    let attended = &loaded.portfolio.minutes[0].attended;
    let slugs: Vec<&str> = attended
        .iter()
        .map(|team| loaded.portfolio.teams[*team].slug.as_str())
        .collect();
    assert_eq!(slugs, ["alpha", "beta"]);
}

#[test]
fn an_empty_title_is_told_once_and_hides_no_other_mistake_of_its_entry() {
    for (file, text, expected) in [
        (
            "content/teams/alpha/incidents/INC-1.md",
            "+++\ntitle = \"\"\nstarted = 2026-02-01T09:00:00Z\nworkload = \"apy\"\ntime_to_recover = \"a while\"\n+++\n",
            [("E204", 2), ("E404", 4), ("E209", 5)].as_slice(),
        ),
        (
            "content/notads/tls-13.md",
            "+++\ntitle = \"\"\nkind = \"mandate\"\nissued = 2026-01-10\nteams = [\"alpa\"]\npillar = \"cots\"\n+++\nDo it.\n",
            &[("E204", 2), ("E403", 5), ("E402", 6)],
        ),
        (
            "content/teams/alpha/actions.toml",
            "[[actions]]\nid = \"a 1\"\ntitle = \"\"\nopened = 2026-01-05\nmetric = \"erors\"\n[[actions.updates]]\ndate = 2025-12-01\n",
            &[("E211", 2), ("E204", 3), ("E401", 5), ("E414", 7)],
        ),
        (
            "content/tech-shares/contracts.md",
            "+++\ntitle = \"\"\nteam = \"alpa\"\npillar = \"cots\"\n+++\n",
            &[("E204", 2), ("E403", 3), ("E402", 4)],
        ),
        (
            "content/teams/alpha/releases.toml",
            "[[releases]]\nname = \"\"\nstarted = 2026-02-01\nworkload = \"apy\"\n",
            &[("E204", 2), ("E404", 4)],
        ),
        (
            "content/teams/alpha/war/q1.toml",
            "date = 2026-01-05\n[[findings]]\nid = \"S-1\"\ntitle = \"\"\npillar = \"securty\"\n",
            &[("E204", 4), ("E402", 5)],
        ),
        (
            "content/teams/alpha/team.toml",
            "[[workloads]]\nid = \"api\"\n[[links]]\ntitle = \"\"\nurl = \"https://example.org\"\nworkload = \"apy\"\n[[slos]]\nname = \"\"\nmetric = \"erors\"\nobjective = 99\nwindow = \"28 days\"\n",
            &[("E204", 4), ("E404", 6), ("E204", 8), ("E401", 9)],
        ),
    ] {
        let folder = Folder::right();
        folder.write(file, text);
        let problems = folder.problems();
        let of_the_file = |problem: &&scorpfolio::diagnostic::Diagnostic| {
            problem.place.as_ref().is_some_and(|place| place.file == file)
        };
        let mut found: Vec<(u32, &str)> = problems
            .iter()
            .filter(of_the_file)
            .filter_map(|problem| Some((problem.place.as_ref()?.line, problem.code.id())))
            .collect();
        found.sort_unstable();
        let expected: Vec<(u32, &str)> = expected.iter().map(|(code, line)| (*line, *code)).collect();
        assert_eq!(found, expected, "{file}: {problems:#?}");
    }
}

#[test]
fn a_wrong_date_hides_no_other_mistake_of_its_report() {
    for date in ["2026-02-30", "2026-02-02", "\"01/02/2026\""] {
        let folder = Folder::right();
        let report = format!("date = {date}\n[metrics]\nerors = 3\n");
        folder.write("content/teams/beta/reports/2026-02-01.toml", &report);
        let problems = folder.problems();
        let lines: Vec<u32> = problems
            .iter()
            .filter_map(|problem| Some(problem.place.as_ref()?.line))
            .collect();
        assert_eq!(lines, [1, 3], "{date}: {problems:#?}");
    }
}

#[test]
fn bytes_that_are_not_text_are_named() {
    for file in [
        "content/teams/alpha/team.toml",
        "content/teams/alpha/reports/2026-02-01.toml",
        "content/teams/alpha/data/x.csv",
        "content/pages/agreement.md",
    ] {
        let folder = Folder::right();
        folder.write_bytes(file, b"name = \"\n\xff\"");
        let problems = folder.problems();
        assert!(
            problems.iter().any(|problem| problem.code.id() == "E102"
                && problem
                    .place
                    .as_ref()
                    .is_some_and(|place| place.file == file && place.line == 2)),
            "{file}"
        );
    }
}
