//! The codes of problems, and what `explain` says of each.
//!
//! A code is never used again for something else. The first digit says where the problem lies: 1 files, 2 their form,
//! 3 values, 4 what spans files, 5 the theme and the finished site, 6 the files of other tools.

use crate::diagnostic::Severity;

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident $title:literal: $explanation:literal;)*) => {
        /// The kind of a problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum Code { $(#[doc = $title] $name,)* }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable id, such as `E202`: `E` for errors, `W` for warnings.
            #[must_use]
            pub fn id(self) -> &'static str { match self { $(Self::$name => $id,)* } }

            /// Its name in words.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $(Self::$name => $title,)* } }

            /// How grave it is by itself.
            #[must_use]
            pub fn severity(self) -> Severity { match self { $(Self::$name => Severity::$severity,)* } }

            /// What it means, why it is refused, and what cures it, in Markdown.
            #[must_use]
            pub fn explanation(self) -> &'static str { match self { $(Self::$name => $explanation,)* } }
        }
    };
}

codes! {
    Unreadable = "E101" Error "file cannot be read":
        "The operating system refused to give the file's bytes: it is missing, a permission is lacking, or symbolic links lead in a circle.\n\nCheck that the file exists and that the user who builds may read it.";
    NotUtf8 = "E102" Error "file is not UTF-8":
        "All content files are UTF-8 text; a byte-order mark and Windows line ends are accepted. The file holds bytes that are neither.\n\nSave it as UTF-8: most editors offer it under *Save with encoding*.";
    TooLarge = "E103" Error "file is too large":
        "A content file may have 16 MiB. Larger ones are almost always raw exports that belong outside the content folder.\n\nSplit the file, or keep the raw export elsewhere and import what matters.";
    OutsideContent = "E104" Error "link leads out of the content folder":
        "A symbolic link in the content folder points to something outside it. Following it could publish files that nobody meant to publish.\n\nCopy the file into the content folder, or list the other folder under `content` or `[[sources]]` in scorpfolio.toml.";
    MissingConfiguration = "E105" Error "scorpfolio.toml is missing":
        "Every portfolio has a scorpfolio.toml with at least a `title`.\n\nRun the command in the folder that holds it, name it with `--root`, or make a new portfolio with `scorpfolio init DIR`.";
    UnusedFile = "W106" Warning "nothing reads this file":
        "The file lies in the content folder, but its path is not one that the program reads, and no Markdown links to it. Its content appears nowhere on the site.\n\nMove it to where it belongs (the manual's file reference lists every path), link to it, or take it out of the content folder.";
    MissingContent = "E107" Error "a content folder is missing or empty":
        "`content` or `[[sources]]` in scorpfolio.toml names a folder that is not there or holds nothing. A site without it would quietly lack a team.\n\nCorrect the path, or check that the step that fetches it has run.";
    BadFileName = "E108" Error "file or folder name cannot be used":
        "Names of folders and files become parts of addresses: lower-case letters, digits and hyphens. Reports are named by their date, such as `2026-03-13.toml`. Names the site uses itself (`index`, `latest`, …) are taken.\n\nRename it.";
    ReadTwice = "E109" Error "one file is read as two":
        "Folders that `content` and `[[sources]]` name lie within each other, so that one file would belong to two teams, or to a team and to none.\n\nName each folder once.";
    TooManyProblems = "E110" Error "too many problems in one file":
        "A file has more than 500 problems. The first 500 are told; the others are left out, and with them anything that could not be looked at because of these. Where none of those left out is an error, this is a warning.\n\nSo many are rarely mistakes of writing: check that the file is the one that was meant. Else correct what is told and check again.";
    RunsScript = "E111" Error "a linked file could run script":
        "Files that Markdown links to are published beside the pages. A web page, a script, or an SVG image with script in it would run in the reader's browser at the address of the site, with all that the reader may do there. Such files are not published.\n\nPublish it elsewhere and link to its address, attach it as PDF, image or text, or save the SVG image without script (most drawing programs have *Plain SVG* or *Optimised SVG*).";
    BeyondLimit = "E112" Error "beyond a limit":
        "Something is longer or deeper than anybody writes by hand: Markdown nested more than 32 deep, more than 256 elements of HTML that are not closed, or an address of more than 8,192 bytes. Reading or showing it would take a browser or this program out of all proportion.\n\nWrite it flatter or shorter. The manual lists every limit.";
    Syntax = "E201" Error "the file's syntax is broken":
        "The file is not well-formed TOML (or its front matter, or CSV, is not).\n\nThe caret marks where reading failed; the mistake may be a little before it, such as a quote that was not closed.";
    UnknownKey = "E202" Error "unknown key":
        "The key is not one that this file may have. It is refused rather than ignored because a misspelt key would otherwise lose what stands behind it.\n\nCorrect its spelling. `scorpfolio schema` writes JSON Schemas with which an editor completes and checks keys.";
    WrongType = "E203" Error "wrong type of value":
        "The key is right but its value is of another kind: text where a number is meant, a single value where a list is meant, and so on.\n\nThe message shows how it is written.";
    MissingKey = "E204" Error "a required key is missing":
        "The table lacks a key without which it means nothing, or the key's text is empty.\n\nThe message names the key and how its value is written; the file reference says what each key is for.";
    UnknownChoice = "E205" Error "not one of the possible values":
        "The key accepts one of a few words, and this is not one of them.\n\nThe message lists the words; check the spelling.";
    KeyBelowTable = "E206" Error "top-level key below a table":
        "In TOML a key belongs to the last `[table]` above it. A key of the file itself that stands below a table header becomes a key of that table.\n\nMove it above the first `[table]` or `[[table]]`.";
    FrontMatter = "E207" Error "front matter is missing or not closed":
        "A Markdown file begins with a line `+++`, TOML, and another line `+++`.";
    BadDate = "E208" Error "not a date":
        "A date is written `2026-03-13`, without quotation marks in TOML; a month is written `\"2026-02\"`. The day must exist.";
    BadLength = "E209" Error "not a length of time":
        "A length is a number and a unit: `\"2 weeks\"`, `\"10 days\"`, `\"1 month\"`, `\"3 months\"`, `\"1 year\"`.";
    BadUrl = "E210" Error "not an address that may be linked":
        "A link starts with `https://`, `http://` or `mailto:`. Other schemes, such as `javascript:`, are refused because a reader's browser would run them.";
    BadId = "E211" Error "not an id":
        "Ids become parts of addresses: lower-case letters, digits and single hyphens, such as `checkout-api`.";
    BadCsv = "E212" Error "the table cannot be read":
        "A CSV of observations has a header line with at least `date`, `metric` and `value`, and each row has as many fields as the header. Optional columns: `workload`, `numerator`, `denominator`, `note`, `origin`, `version`, `file`, `covers`, `measured_at`, `provisional`, `link`.";
    BadSchemaVersion = "E213" Error "schema version not known":
        "`schema_version` says for which version of the formats a file was written. This program knows version 1.\n\nUpdate the program, or write `schema_version = 1`.";
    OutOfRange = "E214" Error "number out of range":
        "The number lies outside what its key accepts.\n\nThe message names the least and the greatest possible number.";
    UnitAlike = "W215" Warning "unit is read as a label":
        "A unit that is not one of the known ones is a label: it is shown, but durations, money and percentages are not read in it and it has no natural range. This one looks like a known unit written otherwise.\n\nWrite the unit as the message says.";
    BadValue = "E301" Error "value cannot be read":
        "A metric's value is a number or one of the written forms the manual lists: `14`, `99.95`, `\"1.2k\"`, `\"€18,250.40\"`, `\"1d 4h\"`, `\"~12\"`, `\"n/a\"`.\n\nA bound such as `\">30\"` is not a value: say a number and put the bound in the note.";
    ValueOutOfRange = "E302" Error "value is outside the metric's range":
        "The metric's `range` in the catalogue (by default from 0 for counts, durations, percentages and money) does not hold the value: usually a slip of unit or digits.\n\nCorrect the value, or widen `range` in metrics.toml if such a value can be.";
    BadRatio = "E303" Error "numerator and denominator do not make a value":
        "A value given by its parts needs both `numerator` and `denominator`, a denominator above zero (or 0 of 0, which is read as not available), and a metric in % or ratio.";
    RatioDisagrees = "W304" Warning "value contradicts its numerator and denominator":
        "Both a value and its parts are written, and they disagree by more than rounding. The parts are used, because they can be pooled across teams.\n\nCorrect one of them, or leave the value out.";
    BadParts = "E305" Error "the parts of a value cannot be used":
        "`by` splits a value by workload, component or `workload/component`; each part has a value of its own. `by` does not stand beside `value` or a numerator: the total is computed.";
    MixedGrains = "E306" Error "months and cycles are mixed in one series":
        "A series is either monthly or by cycle. Values for days and for months under the same definition cannot be compared with each other. Only a count or a sum may change from months to cycles by itself: that is drawn as a break.\n\nGive all values a month, or none; if the rhythm changed for good, declare a definition `from` that day.";
    DuplicateRow = "E307" Error "two rows give one observation different values":
        "Two rows, of one file or of two, have the same date, metric and workload but different values, and the metric has one value a cycle, or the mean or median of several. Which one is right is for people to say. Two tools may give two numbers of events or of money: these are added. A final value stays before one that may still change.\n\nRemove one of them. Rows from different days in one cycle are combined by the metric's `in_cycle`.";
    Shadowed = "W308" Warning "a typed value hides an imported one":
        "The report types a value that an import also gives for the same metric, workload and period. The typed one is shown; the page says so.\n\nDelete the typed line to let the import speak, or correct the import.";
    PartAlike = "W309" Warning "a part looks like a workload":
        "A key of `by` that is no workload's id names a component. This one differs from a workload's id by a letter or two, so it is probably a slip.\n\nCorrect the spelling, or write `workload/component`.";
    TotalDisagrees = "W310" Warning "a total is not the sum of its parts":
        "A row of a team's scorp.md gives both a total and its parts, and they differ by more than rounding; or the value of a team as a whole is less than its workloads' values together, where values are added. The total is shown as it is written, and so are the parts.\n\nCorrect one of them, or fill in the part that is missing. An empty total is the sum of the parts that are there.";
    Fraction = "W311" Warning "a share is written as a fraction":
        "A value of a metric in percent is above zero and at most 1, and the value before it is 50 % or more, or without one the next value, or without either the target: `0.9995` where `99.95` is meant. It counts as it is written, as less than 1 %. A quotient of a numerator and a denominator is not asked about. An import warns where `unit` says percent and all values of a metric of which more is better are at most 1.\n\nWrite the share in percent. If the value is right, give its `numerator` and `denominator`.";
    CountedTwice = "W312" Warning "two files are added up":
        "Two files of data/ give one metric, part and day a value, and values of this metric are added within a cycle. Where both measured the same, such as deployments seen by two tools, it is counted twice. One warning stands for all days of the two files.\n\nDelete one of the files, or give what each measured a workload or a component of its own (`api/image`).";
    OtherValue = "W313" Warning "a later report gives another value":
        "Two reports give one metric a value for the same month, and the values differ. The later report counts.\n\nCorrect one of them, or leave the line out of the later report if nothing is new: the month is said already.";
    PartLeftOut = "W314" Warning "a part of a total is missing":
        "The newest total of a metric is the sum, or the pooled ratio, of fewer workloads than the total before it: it is smaller, and nothing on the page says why. A workload that was handed over is not missed.\n\nGive the workload a value: 0 where there was nothing, `\"n/a\"` where nobody knows; then the total is not available either.";
    PartExceeds = "W315" Warning "a part is more than its whole":
        "Of a cycle or a month, more is counted than there is to count: such as 12 key transactions with an alarm where the team has named 10. One of the two is a slip, or counts something else.\n\nCorrect one of them. Where both are numerator and denominator of a percentage that cannot pass 100, a range of the metric (`range = [0, 100]`) makes it an error.";
    UnknownMetric = "E401" Error "unknown metric":
        "The id is neither in the built-in catalogue, nor in metrics.toml, nor in the team's own metrics.toml.\n\nCorrect its spelling or define it.";
    UnknownPillar = "E402" Error "unknown pillar":
        "The id is not one of `pillars` in scorpfolio.toml (or `business`, the heading beside them).";
    UnknownTeam = "E403" Error "unknown team":
        "No folder `teams/<id>` has that name in any content folder.\n\nCorrect the spelling, or add the team with `scorpfolio new team`.";
    UnknownWorkload = "E404" Error "unknown workload":
        "The team's team.toml has no `[[workloads]]` entry with that `id`.\n\nCorrect the spelling, or add the workload.";
    DuplicateId = "E405" Error "two things have one name":
        "Two entries share an id or slug, or differ only in upper and lower case, so that they would have one address on some file systems.\n\nRename one of them.";
    DuplicateReport = "E406" Error "two reports for one cycle":
        "A team brings one report a cycle; both files' dates lie in the same cycle.\n\nMerge them, or correct the date of one.";
    DateDisagrees = "E407" Error "the date disagrees with the file name":
        "A report's date may be written in the file, in its name, or in both; if both, they must agree.";
    FutureReport = "W408" Warning "dated after today":
        "What is said to have happened lies after today (`as_of`). Usually the year or month is a slip.\n\nA report, or a row of data, whose cycle has not begun is shown when it has. An action that is opened and an incident that begins after today are left out until that day; of others what is said to come after today is left out: that an action was closed, an incident noticed or restored, a release finished, a threat model reviewed, an exercise held. Minutes are left out that are of a later meeting than the next one. A link to what is left out is text until that day.\n\nSo a site can be built as of a day gone by (`--as-of`).\n\nWhat is planned may lie after today: due dates, the start of a release, its rings, the day a notice is in force from, a tech share or a well-architected review that is `planned`.";
    MissingReport = "W409" Warning "a report is missing":
        "A report was expected for the newest cycle, its grace is over, and it is not there. The site says so without blame, and keeps the team's place.\n\nWrite it (`scorpfolio new report TEAM`), declare a pause in team.toml if none is expected, or set `left`.";
    TopicsAlike = "W410" Warning "two topics look like one":
        "Two topics differ by a single letter, so what recurs may not be counted as recurring.\n\nUse one spelling.";
    DeadLink = "E411" Error "link leads nowhere":
        "A relative address of a link or an image, in Markdown or in HTML within it, names a content file that does not exist or has no page.\n\nCorrect the path: it starts from the file that holds the link.";
    UnknownGroup = "E412" Error "unknown group":
        "No team has this `group` in its team.toml.\n\nCorrect the spelling, or set `group` in the team.toml of the teams that are meant.";
    BadRedirect = "E413" Error "redirect cannot be made":
        "A redirect leads from a page that no longer exists to one that does. This one starts at a page that exists, or ends where there is none.";
    DateOrder = "E414" Error "dates in the wrong order":
        "A stretch ends before it begins, or a date lies before one that must come first.";
    PathTaken = "E415" Error "two things want one page":
        "Two entries would be written to the same path of the site.\n\nRename one of them.";
    CurrencyUnknown = "E416" Error "unknown currency":
        "`currency` is a three-letter code of ISO 4217, such as `EUR` or `USD`.";
    TimeZoneUnknown = "E417" Error "unknown time zone":
        "`time_zone` is a name of the IANA database, such as `Europe/Dublin` or `UTC`.";
    Overlap = "E418" Error "stretches overlap":
        "Two stretches or changes of the cycle claim the same days, so what holds there is not clear.";
    UnknownReview = "E419" Error "unknown review":
        "Minutes stand in a folder named by the id of a review of scorpfolio.toml: `reviews/<id>/<date>.md`. The id may be left out where there is one review.\n\nRename the folder, or add the review to `[[reviews]]`.";
    UnknownNotad = "E420" Error "unknown notice":
        "A report answers a notice by the name of its file in `notads/`, without ending. There is no such file.\n\nCorrect the spelling, or keep the file of a notice that is over: `expires` says so.";
    UnknownEntry = "E421" Error "unknown entry":
        "An entry names an action, a release, a well-architected review or a finding that does not exist.\n\nCorrect the spelling, or add the entry it means.";
    BadExport = "E422" Error "the export cannot be read":
        "The file is not one of the exports that this folder may hold, or it is not whole: a page of several, an answer that is an error, a definition without results.\n\nExport it again as the manual says, or write a TOML file instead.";
    PartlyRead = "W423" Warning "a part of the file is not shown":
        "Something in the file has no place on the site. The rest is shown.\n\nThe message names the line and says what to do.";
    BlankReport = "W424" Warning "a report is empty":
        "The file of a report holds nothing but, perhaps, comments. Its team counts as having reported all the same: the site cannot know whether there was nothing to say.\n\nFill it in, if only with a `summary`, or remove it.";
    UnknownHeading = "W425" Warning "a heading looks like a team's name":
        "Below a heading that is a team's name, minutes are shown in that team's slot of the review and on its page. This heading differs from a team's name by a letter or two, so it is probably a slip.\n\nCorrect the spelling.";
    OffTheWall = "E426" Error "the screen shows what its radiator keeps off the wall":
        "Walls are public: amounts of money and open threats stay off a radiator unless its file turns them on. A screen of one such metric would have nothing to show.\n\nAdd `show_money = true` or `show_threats = true` where the wall may show it, or take the screen out.";
    BadLanguage = "E427" Error "not a language tag":
        "`language` stands in every page, for browsers that read it aloud, hyphenate or translate it. A tag (BCP 47) is a language, and where it matters a script and a region: `de`, `pt-BR`, `zh-Hant-TW`. They are joined by hyphens, not by `_`.\n\nCorrect the tag.";
    TargetEnded = "W428" Warning "a target ends where the unit changes":
        "A target is a number in the unit of its day. Where a later definition of the metric gives it another unit, the number would mean something else, so the target ends on that day: from then on no value meets or misses it.\n\nSay the target again in the new unit: the team's under `[[targets]]` in team.toml with `from` on that day, the portfolio's as `target` of the definition.";
    Template = "E501" Error "a template failed":
        "A theme's template could not be read or rendered. The message names the template, its line, and the content file of the page that was being rendered.\n\n`scorpfolio theme eject` writes out the default templates to compare with.";
    UnknownOverride = "E502" Error "theme file overrides nothing":
        "A file in `themes/<name>/` replaces the file of the same name in the default theme. No file of the default theme has this name, so it would never be used. A style sheet or a script in `assets/` is loaded by every page whatever its name; one that is named almost as a default one, such as `sites.css`, is taken for a slip.\n\nCorrect the name; new images and fonts belong in `assets/` and are named from a style sheet, new templates are reached from overridden ones under `templates/`.";
    UnknownTheme = "E503" Error "unknown theme":
        "`theme` names neither `default` nor a folder below `themes/`.\n\nCorrect the name, or make the folder: `scorpfolio theme eject NAME`.";
    BrokenLink = "E504" Error "a page links to nothing":
        "The finished site has a link to a page, file or anchor that the site does not have. It is found in the HTML itself, so templates are covered too; and in a theme's style sheets, whose addresses name files of its `assets/`.";
    UnreadableFont = "E505" Error "a font of the theme cannot be read":
        "Files in `fonts/` of a theme are what link previews are set in where the built-in fonts have no letters for a script. This one is no TrueType or OpenType font.\n\nPut a .ttf, .otf or .ttc file there; fonts of pages belong in `assets/`.";
    UnknownPlaceholder = "E506" Error "a name in braces stands for nothing":
        "In a theme's `words.toml`, `{name}` stands for what the program puts there. Each message has names of its own; this one is not among them.\n\nUse one of the names that the English message has.";
    UntranslatedWords = "W507" Warning "fixed words stay English":
        "The site's `language` is not English, and the theme's `words.toml` leaves some of the site's fixed words out. They are shown in English, while a browser reads the page aloud in the site's language.\n\nTranslate them: `scorpfolio theme eject NAME --only words.toml` writes the English table. Or write `language = \"en\"`.";
    NotAnExport = "E601" Error "the file is not what its tool writes":
        "The file is empty, cut off, of another tool, or a web page: a page to sign in is often saved in place of an answer. Nothing was imported.\n\nExport it again, and look at what the export says; or name the right source.";
    ToolFailed = "E602" Error "the tool says that it failed":
        "The file holds an error where results are meant. That is neither zero nor \"no data\", so nothing was imported.\n\nCorrect what the tool complains of, and export it again.";
    ImportUnclear = "E603" Error "the file leaves open what it speaks for":
        "What is imported needs a metric, a day, a unit and one value for each period. This file leaves one of them open, or offers several.\n\nSay what is meant with an option; the message names it.";
    NotConvertible = "E604" Error "the value's unit is not the metric's":
        "Units of one kind are converted by themselves: milliseconds and hours, ratios and percent. An amount of another currency, or a count for a metric in seconds, is refused.\n\nName another metric, or correct its `unit` in metrics.toml.";
    NotAllPages = "W605" Warning "the file is one page of several":
        "Tools answer in pages, and this file says that there are more. What is counted in it is too low.\n\nExport all pages; the manual's page of the source shows the command.";
    NoData = "W606" Warning "the tool has no data":
        "The tool says that it measured nothing. That is a gap in the chart, not zero: the row has an empty value.";
    KeptOlder = "W607" Warning "an imported value was not replaced":
        "The data file has a value for the same metric, workload and period that was measured later, or that is final where the new one is provisional. It stays.\n\nTo import the new one all the same, remove the row.";
    NotInCatalogue = "W608" Warning "a metric is not in the catalogue":
        "The tool says more than the catalogue asks for. What no metric stands for is left out.\n\nAdd the metric to metrics.toml to keep it; the message shows an entry.";
    Provisional = "W609" Warning "a value may still change":
        "The data are an estimate of the tool, are of days that are not over, or reach over a part of the period only. The chart shows the value hollow.\n\nImport again when the period is over.";
    LeftOut = "W610" Warning "something in the file was left out":
        "A part of the file has no place on the site, or cannot be told apart from another part. The rest was imported.\n\nThe message says what and why.";
    OtherTime = "W611" Warning "the file's own time is not the one asked for":
        "A day or cycle was given, and the file says a time of its own that lies outside of that cycle. The values are imported as of the day that was given: with an old file, an old result becomes a new one.\n\nCheck that it is the right file, or leave `--date` and `--cycle` out to keep its own time.";
    SameAgain = "W612" Warning "the file may be an old one":
        "Every value is the same as in an earlier cycle, from a file of the same name that says nothing newer of itself. That is so where nothing changed, and also where the step that writes the file did not run.\n\nCheck that the tool ran again. If it did, nothing is needed.";
}

impl Code {
    /// The code with an id, upper or lower case.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.id().eq_ignore_ascii_case(id.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_say_their_severity() {
        let ids: BTreeSet<_> = Code::ALL.iter().map(|code| code.id()).collect();
        assert_eq!(ids.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(
                code.id().starts_with('E'),
                code.severity() == Severity::Error,
                "{}",
                code.id()
            );
            assert!(code.explanation().len() > 60, "{}", code.id());
        }
    }
}
