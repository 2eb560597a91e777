//! The command line: what can be asked, and which command answers.
//!
//! Commands return what they have to say; only `main` prints and exits.

mod build;
mod check;
pub mod completions;
mod digest;
pub mod explain;
mod import;
pub mod init;
pub mod new;
mod publish;
pub mod schema;
#[cfg(feature = "preview")]
mod serve;
mod theme;
mod timings;
pub mod write;

use crate::model::notad::NotadKind;
use crate::model::portfolio::Audience;
use crate::model::war::Provider;
use crate::publish::Part;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// Static site generator for a portfolio of SCORP reports.
///
/// Teams keep plain files in git; `scorpfolio build` turns the folder into a site of trend charts per team, a
/// portfolio summary and the page an architect runs the review from.
#[derive(Debug, Parser)]
#[command(
    name = "scorpfolio",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    max_term_width = 100
)]
#[command(after_help = "Start:  scorpfolio init my-portfolio && cd my-portfolio && scorpfolio build")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new portfolio: configuration, one team, one report, ready to build
    Init(InitArguments),
    /// Build the site
    ///
    /// Reads the content, reports every problem with file, line and cure, and writes the site. With errors nothing is
    /// written and the last site stays as it is. Files that did not change are not touched.
    #[command(
        after_help = "Example:  scorpfolio build --strict\n          scorpfolio build --shard 3/8 --output part && scorpfolio build --merge parts/*"
    )]
    Build(BuildArguments),
    /// Check the content, the theme and every link, and write nothing
    Check(CheckArguments),
    /// Show the site in a browser, and every change at once
    ///
    /// Serves to this machine only and writes nothing. Saved changes are in the open pages in a moment; errors stand over
    /// the last good page until they are corrected. Ctrl-C ends it.
    #[cfg(feature = "preview")]
    #[command(after_help = "Example:  scorpfolio serve --open")]
    Serve(ServeArguments),
    /// Write a new team, report, action, incident, review and more, prefilled
    #[command(subcommand)]
    New(NewCommand),
    /// Read files of other tools as values of a team
    ///
    /// Numbers go to `data/SOURCE.csv` of the team, incidents to files, targets to its team.toml. The same import twice
    /// changes nothing. Without a source the files are recognised. `-` reads a pipe, patterns find files, and gzip is undone.
    #[command(
        override_usage = "scorpfolio import [SOURCE] FILE... --team TEAM\n       scorpfolio import --all\n       scorpfolio import --list [SOURCE]",
        after_help = "Example:  scorpfolio import trivy trivy.json --team checkout --workload checkout-api\n          npm audit --json | scorpfolio import npm-audit - --team checkout --cycle latest"
    )]
    Import(ImportArguments),
    /// Write what changed as Markdown, plain text or HTML, for chat and mail
    ///
    /// Of the newest cycle that has ended, or of all cycles that ended between two days. It goes to stdout, and nothing is
    /// written to the site. Links need `base_url` in scorpfolio.toml.
    #[command(
        after_help = "Example:  scorpfolio digest --format html > digest.html\n          scorpfolio digest --from 2026-04-01 --to 2026-06-30"
    )]
    Digest(DigestArguments),
    /// Put the built site into an S3 bucket or another folder: only what changed, in a safe order
    ///
    /// Pages come after what they lead to, removals last, so that links lead somewhere at every moment. A run that stopped is
    /// taken up by the next. Only what scorpfolio put there is replaced or removed. The bucket is reached by the variables
    /// that other tools know: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL` and so on.
    #[command(
        after_help = "Example:  scorpfolio publish s3://portfolio.example.com/site --dry-run\n          scorpfolio publish file:///srv/www/portfolio"
    )]
    Publish(PublishArguments),
    /// Say what a diagnostic code means and what cures it
    Explain(ExplainArguments),
    /// Write JSON Schemas of the input files, for editors that complete and check TOML
    Schema(SchemaArguments),
    /// Work with themes
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Write completions for a shell
    Completions(CompletionsArguments),
}

#[derive(Debug, Args)]
struct InitArguments {
    /// Folder of the new portfolio; must not hold one already
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Title of the site
    #[arg(long)]
    title: Option<String>,
}

#[derive(Debug, Args)]
struct Common {
    /// Folder of scorpfolio.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Take this day for today (2026-03-13)
    #[arg(long, value_name = "DATE", value_parser = a_day)]
    as_of: Option<Date>,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// How to print problems; `github` by itself when `GITHUB_ACTIONS=true`
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
struct BuildArguments {
    #[command(flatten)]
    common: Common,
    /// Who the site is for: of a `public` one nothing is left that is not marked public
    #[arg(long, value_parser = audiences(), default_value = "internal")]
    audience: Audience,
    /// Folder of the site, instead of `output` in scorpfolio.toml
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write into a folder that holds files of others; they stay untouched
    #[arg(long)]
    force: bool,
    /// Neither use nor write what earlier builds recorded in .scorpfolio
    #[arg(long)]
    no_cache: bool,
    /// Say at the end where the time went
    #[arg(long)]
    timings: bool,
    /// Leave out files and sources that cannot be read, say so on the pages, and end with status 3
    #[arg(long, conflicts_with = "strict")]
    keep_going: bool,
    /// Make one part of the site, such as the third of eight: 3/8. On many machines, for --merge to join
    #[arg(long, value_name = "K/N")]
    shard: Option<Part>,
    /// Make the site of its parts, all of them: the folders into which builds with --shard wrote
    #[arg(
        long,
        value_name = "DIR",
        num_args = 1..,
        conflicts_with_all = ["shard", "audience", "as_of", "strict", "no_cache", "keep_going"]
    )]
    merge: Vec<PathBuf>,
}

#[derive(Debug, Args)]
struct CheckArguments {
    #[command(flatten)]
    common: Common,
    /// Who the site would be for
    #[arg(long, value_parser = audiences(), default_value = "internal")]
    audience: Audience,
    /// Say at the end where the time went
    #[arg(long, conflicts_with = "contract")]
    timings: bool,
    /// Check a team's own repository: `data/contract.json` of the portfolio's site. --root is the team's folder
    #[arg(long, value_name = "FILE", conflicts_with = "audience")]
    contract: Option<PathBuf>,
    /// The team whose folder it is; default: the folder's name
    #[arg(long, value_name = "TEAM", requires = "contract")]
    team: Option<String>,
}

#[derive(Debug, Args)]
struct ImportArguments {
    /// The source, if it is to be named, and the files
    #[arg(value_name = "[SOURCE] FILE", required_unless_present_any = ["all", "list"])]
    files: Vec<String>,
    /// The team, by the name of its folder
    #[arg(long, value_name = "TEAM", required_unless_present_any = ["all", "list"])]
    team: Option<String>,
    /// The day that values speak for, whatever the files say (2026-03-13)
    #[arg(long, value_name = "DATE", value_parser = a_day)]
    date: Option<Date>,
    /// The cycle that values speak for, whatever the files say: `latest` is the newest that has ended, a day names its own
    #[arg(long, value_name = "CYCLE", conflicts_with = "date")]
    cycle: Option<String>,
    /// The workload of values that the files give none
    #[arg(long, value_name = "ID")]
    workload: Option<String>,
    /// The metric, where the files name none
    #[arg(long, value_name = "ID")]
    metric: Option<String>,
    /// A setting of the source, such as `column.p95=p95-response-time`; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Print what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Run what the teams' imports.toml list; with --team, of that team alone
    #[arg(long, conflicts_with_all = ["files", "date", "cycle", "workload", "metric", "set"])]
    all: bool,
    /// List the sources; with a source, all that it gives and understands
    #[arg(long, conflicts_with_all = ["team", "all"])]
    list: bool,
    #[command(flatten)]
    common: Common,
}

#[cfg(feature = "preview")]
#[derive(Debug, Args)]
struct ServeArguments {
    /// Folder of scorpfolio.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Port to listen on; the next free one if it is taken, any for 0
    #[arg(long, value_name = "PORT", default_value_t = 1111)]
    port: u16,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Look at the files twice a second: for disks that do not say what changed, such as network drives
    #[arg(long)]
    poll: bool,
    /// Take this day for today (2026-03-13)
    #[arg(long, value_name = "DATE", value_parser = a_day)]
    as_of: Option<Date>,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Args)]
struct DigestArguments {
    /// Folder of scorpfolio.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Take this day for today (2026-03-13)
    #[arg(long, value_name = "DATE", value_parser = a_day)]
    as_of: Option<Date>,
    /// Tell all cycles that ended from this day on; default: the newest that has ended
    #[arg(long, value_name = "DATE", value_parser = a_day)]
    from: Option<Date>,
    /// … until this day; default: today
    #[arg(long, value_name = "DATE", value_parser = a_day, requires = "from")]
    to: Option<Date>,
    /// Only one team: its folder name
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    /// In which form
    #[arg(long, value_enum, default_value = "markdown")]
    format: DigestFormat,
}

#[derive(Debug, Args)]
struct PublishArguments {
    /// Where to: `s3://bucket/prefix`, or `file:///path`
    #[arg(value_name = "TARGET")]
    target: String,
    /// Folder of scorpfolio.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Folder of the built site, instead of `output` in scorpfolio.toml
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// List what would be added, replaced and removed, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Replace and remove also what scorpfolio did not put there
    #[arg(long)]
    delete: bool,
    /// Keep hashed assets of earlier builds for this many days, for pages that are still open
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    keep_assets: u32,
    /// Give up on a request after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

/// The forms of a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DigestFormat {
    /// For chat and CI summaries
    Markdown,
    /// Wrapped at 78 columns, links as numbers
    Text,
    /// A whole document for mail: inline styles, nothing from elsewhere
    Html,
}

#[derive(Debug, Subcommand)]
enum NewCommand {
    /// Add a team: its folder and a commented team.toml
    #[command(after_help = "Example:  scorpfolio new team \"Checkout\"")]
    Team {
        /// Name of the team as people say it, such as "Checkout"
        name: String,
        #[command(flatten)]
        common: Common,
    },
    /// Write a team's next report, with its metrics and last values, open actions and notices as comments
    #[command(after_help = "Example:  scorpfolio new report checkout")]
    Report {
        /// The team's folder name
        team: String,
        /// The last day the report speaks for; default: the last day of the cycle that is due
        #[arg(long, value_name = "DATE", value_parser = a_day)]
        date: Option<Date>,
        #[command(flatten)]
        common: Common,
    },
    /// Add an action to a team's actions.toml; what stands there stays as it is
    #[command(after_help = "Example:  scorpfolio new action checkout \"Contract tests for the wallet API\"")]
    Action {
        /// The team's folder name
        team: String,
        /// What is to be done
        title: String,
        /// Its id; default: the one after the team's last, such as chk-13
        #[arg(long, value_name = "ID")]
        id: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Write an incident of a team, with the headings of a blameless review
    #[command(after_help = "Example:  scorpfolio new incident checkout \"Wallet rejects cards\" --id INC-1042")]
    Incident {
        /// The team's folder name
        team: String,
        /// What happened, in few words
        title: String,
        /// Its id and file name, such as INC-1042; default: the day and the title
        #[arg(long, value_name = "ID")]
        id: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Write a well-architected review of a team, with what the last one left open
    #[command(after_help = "Example:  scorpfolio new war checkout --workload checkout-api --provider aws")]
    War {
        /// The team's folder name
        team: String,
        /// The workload's id; default: that of its reviews so far, else its only one, else the team as a whole
        #[arg(long, value_name = "ID")]
        workload: Option<String>,
        /// Whose framework; default: that of the last review, else other
        #[arg(long, value_name = "NAME", value_parser = providers())]
        provider: Option<Provider>,
        /// Its id and file name; default: the quarter and the workload, such as 2026-q1-checkout-api
        #[arg(long, value_name = "ID")]
        id: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Write a notice to all developers
    #[command(after_help = "Example:  scorpfolio new notad \"TLS 1.3 everywhere\" --kind mandate")]
    Notad {
        /// Its title; teams answer by the name it gives the file
        title: String,
        /// What kind of notice it is
        #[arg(long, value_name = "KIND", value_parser = notad_kinds(), default_value = "information")]
        kind: NotadKind,
        #[command(flatten)]
        common: Common,
    },
    /// Write a planned tech share, with the topics that recur now
    #[command(after_help = "Example:  scorpfolio new tech-share \"Contract tests in an afternoon\"")]
    TechShare {
        /// Its title
        title: String,
        #[command(flatten)]
        common: Common,
    },
    /// Write the minutes of the next review, with a heading a team, ready to type in
    #[command(after_help = "Example:  scorpfolio new review commerce")]
    Review {
        /// The review's id; may be left out where there is one review
        #[arg(value_name = "ID")]
        review: Option<String>,
        /// The day of the meeting; default: that of the next one without minutes
        #[arg(long, value_name = "DATE", value_parser = a_day)]
        date: Option<Date>,
        #[command(flatten)]
        common: Common,
    },
}

impl NewCommand {
    fn common(&self) -> &Common {
        match self {
            Self::Team { common, .. }
            | Self::Report { common, .. }
            | Self::Action { common, .. }
            | Self::Incident { common, .. }
            | Self::War { common, .. }
            | Self::Notad { common, .. }
            | Self::TechShare { common, .. }
            | Self::Review { common, .. } => common,
        }
    }
}

/// The words of `--provider`, each with its meaning.
fn providers() -> impl TypedValueParser<Value = Provider> {
    let known = Provider::ALL;
    PossibleValuesParser::new(known.map(|(_, word, _)| word)).map(move |word| {
        let found = known.iter().find(|(_, known, _)| *known == word);
        found.map_or(Provider::Other, |(provider, ..)| *provider)
    })
}

/// The words of `--audience`, each with its meaning.
fn audiences() -> impl TypedValueParser<Value = Audience> {
    let all = [Audience::Internal, Audience::Public];
    PossibleValuesParser::new(all.map(Audience::word)).map(move |word| {
        all.into_iter()
            .find(|audience| audience.word() == word)
            .unwrap_or(Audience::Internal)
    })
}

/// The words of `--kind`, each with its meaning.
fn notad_kinds() -> impl TypedValueParser<Value = NotadKind> {
    let known = NotadKind::ALL;
    PossibleValuesParser::new(known.map(|(_, word, _)| word)).map(move |word| {
        let found = known.iter().find(|(_, known, _)| *known == word);
        found.map_or(NotadKind::Information, |(kind, ..)| *kind)
    })
}

#[derive(Debug, Args)]
struct ExplainArguments {
    /// A code such as E202; without one, all codes are listed
    code: Option<String>,
}

#[derive(Debug, Args)]
struct SchemaArguments {
    /// Which schema, such as report; without one, all names are listed
    name: Option<String>,
    /// Write all schemas into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum ThemeCommand {
    /// Write the default theme's files into themes/NAME, to change some and delete the rest
    Eject {
        /// Name of your theme: the folder below themes/
        name: String,
        /// Folder of scorpfolio.toml
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
        /// Only these files, such as templates/team.html; default: all
        #[arg(long, value_name = "FILE")]
        only: Vec<String>,
    },
}

#[derive(Debug, Args)]
struct CompletionsArguments {
    /// The shell
    shell: clap_complete::Shell,
}

/// How problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Excerpts with carets, for people
    Text,
    /// Workflow commands, which GitHub shows on the pull request
    Github,
    /// One JSON object a line
    Json,
}

/// What the program knows of the world outside: read once, in `main`.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The moment the program started.
    pub now: Timestamp,
    /// `SOURCE_DATE_EPOCH`, by which reproducible builds set the clock.
    pub source_date_epoch: Option<String>,
    /// Whether messages may be coloured.
    pub colour: bool,
    /// Whether stderr is a terminal, on which a line may change.
    pub terminal: bool,
    /// Whether a GitHub workflow is running.
    pub github_actions: bool,
    /// The variables that describe a storage: those whose names begin with `AWS_`.
    pub storage: BTreeMap<String, String>,
}

/// What `main` does for a command while it runs.
pub trait Console: Sync {
    /// The time since the program started.
    fn elapsed(&self) -> Duration;
    /// The moment, for commands that run on.
    fn now(&self) -> Timestamp;
    /// Prints to stderr at once, for commands that run on.
    fn say(&self, text: &str);
}

/// What a command has to say, and its exit status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Results.
    pub stdout: String,
    /// Everything else.
    pub stderr: String,
    /// 0 done; 1 the content has errors; 2 wrong use or I/O; 3 built, with what could not be read left out.
    pub status: u8,
}

/// What a command has to say when it succeeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// Results.
    pub stdout: String,
    /// Everything else.
    pub stderr: String,
}

/// Why a command could not do what was asked: wrong use or I/O.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub cure: String,
}

impl From<Result<Output, Failure>> for Said {
    fn from(result: Result<Output, Failure>) -> Self {
        match result {
            Ok(output) => Self {
                stdout: output.stdout,
                stderr: output.stderr,
                status: 0,
            },
            Err(failure) => Self {
                stdout: String::new(),
                stderr: format!("error: {}\n\nhint: {}\n", failure.message, failure.cure),
                status: 2,
            },
        }
    }
}

/// A day of the command line; one that is written otherwise is told how, and as what it was likely meant.
fn a_day(written: &str) -> Result<Date, String> {
    written.trim().parse().map_err(|_| {
        let meant = crate::load::template::when::date(written, None).ok();
        let example = meant.map_or_else(|| "2026-03-13".to_owned(), |day| day.to_string());
        format!("a day is written as {example}: year, month, day")
    })
}

/// Runs a command.
#[must_use]
pub fn run(cli: &Cli, surroundings: &Surroundings, console: &dyn Console) -> Said {
    match &cli.command {
        Command::Init(arguments) => init::run(&arguments.folder, arguments.title.as_deref(), surroundings.now).into(),
        Command::Build(arguments) => build::build(arguments, surroundings, console),
        Command::Check(arguments) => match &arguments.contract {
            Some(contract) => check::contract(arguments, contract, (surroundings, console)),
            None => build::check(arguments, surroundings, console),
        },
        #[cfg(feature = "preview")]
        Command::Serve(arguments) => serve::run(arguments, surroundings, console),
        Command::New(command) => build::new(command, surroundings),
        Command::Import(arguments) => import::run(arguments, surroundings),
        Command::Digest(arguments) => build::digest(arguments, surroundings),
        Command::Publish(arguments) => publish::run(arguments, surroundings, console),
        Command::Explain(arguments) => explain::run(arguments.code.as_deref()).into(),
        Command::Schema(arguments) => schema::run(arguments.name.as_deref(), arguments.out.as_deref()).into(),
        Command::Theme(ThemeCommand::Eject { name, root, only }) => theme::eject(name, root, only).into(),
        Command::Completions(arguments) => {
            completions::run(<Cli as clap::CommandFactory>::command(), arguments.shell).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
