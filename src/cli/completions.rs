//! `completions`: what a shell needs to complete our commands.

use crate::cli::{Failure, Output};

/// The completion script of a shell.
pub fn run(mut command: clap::Command, shell: clap_complete::Shell) -> Result<Output, Failure> {
    let mut script = Vec::new();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut script);
    // Our names and the generator's words are text; nothing is ever replaced.
    let stdout = String::from_utf8_lossy(&script).into_owned();
    Ok(Output {
        stdout,
        stderr: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap_complete::Shell;

    #[test]
    fn every_shell_s_script_names_the_program_and_its_commands() {
        for shell in [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh] {
            let command = clap::Command::new("scorpfolio").subcommand(clap::Command::new("explain"));
            let script = run(command, shell).expect("a script").stdout;
            assert!(script.contains("scorpfolio") && script.contains("explain"), "{shell}");
        }
    }
}
