//! `check --contract`: a team's own repository against the portfolio.

use crate::cli::build::{Printer, grouped, options};
use crate::cli::{CheckArguments, Console, Failure, Said, Surroundings};
use crate::contract;
use crate::data::contract::Contract;
use crate::diagnostic::{Diagnostic, did_you_mean, has_errors};
use crate::load::document::is_id;
use crate::{Refused, source};
use std::fmt::Write;
use std::path::Path;

/// Checks the folder of one team against the contract in a file.
pub(super) fn contract(arguments: &CheckArguments, file: &Path, world: (&Surroundings, &dyn Console)) -> Said {
    let (surroundings, console) = world;
    let checked = prepared(arguments, file, surroundings);
    let (contract, team, checked) = match checked {
        Ok(checked) => checked,
        Err(failure) => return Err(failure).into(),
    };
    let printer = Printer::new(&arguments.common, surroundings);
    let problems = below(checked.problems, &arguments.common.root);
    if has_errors(&problems) {
        return printer.refused(Refused::Problems(problems), "the check failed");
    }
    let mut said = printer.said(&problems, 0);
    let files = match checked.files {
        1 => "1 file".to_owned(),
        count => format!("{} files", grouped(count)),
    };
    let seconds = console.elapsed().as_secs_f64();
    let _ = writeln!(
        said.stderr,
        "checked {files} of {team} against “{}” in {seconds:.2} s",
        contract.title
    );
    said
}

fn prepared(
    arguments: &CheckArguments,
    file: &Path,
    surroundings: &Surroundings,
) -> Result<(Contract, String, contract::Checked), Failure> {
    let unusable = |message: String| Failure {
        message: format!("the contract {} cannot be used: {message}", file.display()),
        cure: "fetch `data/contract.json` from the portfolio's site again".to_owned(),
    };
    let text = source::read_text(file).map_err(|error| unusable(error.to_string()))?;
    let contract = Contract::read(&text).map_err(unusable)?;
    let team = team(arguments, &contract)?;
    let options = options(&arguments.common, surroundings)?;
    let checked = contract::check(&options, &contract, &team).map_err(unusable)?;
    if checked.files == 0 {
        return Err(Failure {
            message: format!("there is no file of a team in {}", arguments.common.root.display()),
            cure: "name the folder that holds team.toml and reports/ with `--root DIR`".to_owned(),
        });
    }
    Ok((contract, team, checked))
}

/// The team that was asked for, else the one of the folder's name.
fn team(arguments: &CheckArguments, contract: &Contract) -> Result<String, Failure> {
    match &arguments.team {
        Some(team) if is_id(team) => Ok(team.clone()),
        Some(team) => Err(Failure {
            message: format!("`{team}` cannot be a team's slug"),
            cure: did_you_mean(team, contract.teams(), "write the name of its folder in the portfolio"),
        }),
        None => {
            let name = source::folder_name(&arguments.common.root).unwrap_or_default();
            if contract.knows(&name) {
                return Ok(name);
            }
            Err(Failure {
                message: format!("the folder's name, `{name}`, is no team of the portfolio"),
                cure: "say which team it is with `--team TEAM`".to_owned(),
            })
        }
    }
}

/// Problems with the paths that the caller knows: annotations name files from the root of the repository.
fn below(problems: Vec<Diagnostic>, root: &Path) -> Vec<Diagnostic> {
    let folder = root.to_string_lossy().replace('\\', "/");
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    if root.is_absolute() || folder.is_empty() || folder == "." {
        return problems;
    }
    let named = |mut problem: Diagnostic| {
        let places = problem
            .place
            .iter_mut()
            .chain(problem.related.iter_mut().map(|related| &mut related.0));
        for place in places {
            place.file = format!("{folder}/{}", place.file);
        }
        problem
    };
    problems.into_iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place};

    #[test]
    fn annotations_name_files_from_the_folder_of_the_caller() {
        for (root, file) in [
            (".", "team.toml"),
            ("./scorp/", "scorp/team.toml"),
            ("a/b", "a/b/team.toml"),
            ("/tmp/scorp", "team.toml"),
        ] {
            let problem = Diagnostic::new(Code::UnknownKey, "wrong", "right").at(Place::file("team.toml"));
            let place = below(vec![problem], Path::new(root)).remove(0).place;
            assert_eq!(place.map(|place| place.file).as_deref(), Some(file), "{root}");
        }
    }
}
