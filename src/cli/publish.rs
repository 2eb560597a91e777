//! `publish`: a built site to a bucket or a folder.

use crate::cli::{Console, Failure, PublishArguments, Said, Surroundings};

#[cfg(feature = "publish")]
pub(super) use with_storage::run;

/// What a program says that was built without the libraries for it.
#[cfg(not(feature = "publish"))]
pub(super) fn run(_: &PublishArguments, _: &Surroundings, _: &dyn Console) -> Said {
    Err(Failure {
        message: "this scorpfolio was built without `publish`".to_owned(),
        cure:
            "install it from its source with `cargo install --locked --path . --features publish`, or copy the output \
               folder by other means"
                .to_owned(),
    })
    .into()
}

#[cfg(feature = "publish")]
mod with_storage {
    use super::{Console, Failure, PublishArguments, Said, Surroundings};
    use crate::cli::build::{Printer, grouped, options};
    use crate::cli::{Common, Format, Output};
    use crate::publish::upload::{self, Patience, Published, Settings, Target};
    use jiff::tz::TimeZone;
    use std::fmt::Write;
    use std::time::Duration;

    pub(in crate::cli) fn run(
        arguments: &PublishArguments,
        surroundings: &Surroundings,
        console: &dyn Console,
    ) -> Said {
        let output = match output(arguments, surroundings) {
            Ok(output) => output,
            Err(said) => return said,
        };
        let target = match Target::parse(&arguments.target) {
            Ok(target) => target,
            Err((message, cure)) => return Err(Failure { message, cure }).into(),
        };
        let settings = Settings {
            output,
            target,
            dry_run: arguments.dry_run,
            delete: arguments.delete,
            keep_days: arguments.keep_assets,
            today: surroundings.now.to_zoned(TimeZone::UTC).date(),
            variables: surroundings.storage.clone(),
            patience: Patience {
                timeout: Duration::from_secs(arguments.timeout),
                ..Patience::default()
            },
        };
        let result = upload::publish(&settings).map_err(|error| Failure {
            message: error.message(),
            cure: error.cure(),
        });
        let said = result.map(|published| Output {
            stdout: if arguments.dry_run {
                lines(&published)
            } else {
                String::new()
            },
            stderr: summary(&settings, &published, console.elapsed()),
        });
        said.into()
    }

    /// The folder of the built site: as asked for, else as configured.
    fn output(arguments: &PublishArguments, surroundings: &Surroundings) -> Result<std::path::PathBuf, Said> {
        if let Some(output) = &arguments.output {
            return Ok(output.clone());
        }
        let common = Common {
            root: arguments.root.clone(),
            as_of: None,
            strict: false,
            format: Some(Format::Text),
        };
        let options = options(&common, surroundings).map_err(|failure| Said::from(Err(failure)))?;
        let printer = Printer::new(&common, surroundings);
        crate::configured_output(&options).map_err(|refused| printer.refused(refused, "nothing was published"))
    }

    /// One line a file: what is done to it, and its path.
    fn lines(published: &Published) -> String {
        let mut lines = String::new();
        for (word, paths) in [
            ("add", &published.added),
            ("replace", &published.replaced),
            ("remove", &published.removed),
        ] {
            for path in paths {
                let _ = writeln!(lines, "{word} {path}");
            }
        }
        lines
    }

    fn summary(settings: &Settings, published: &Published, elapsed: Duration) -> String {
        let counts = [
            (published.added.len(), "added"),
            (published.replaced.len(), "replaced"),
            (published.removed.len(), "removed"),
            (published.unchanged, "unchanged"),
        ];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", grouped(count)))
            .collect();
        let mut text = String::new();
        if !published.kept.is_empty() {
            let _ = writeln!(
                text,
                "{} of earlier builds kept for {} days from the first build without",
                plural(published.kept.len(), "asset"),
                settings.keep_days
            );
        }
        let verb = if settings.dry_run { "would publish" } else { "published" };
        let _ = writeln!(
            text,
            "{verb} to {}: {}; {} {} in {:.2} s",
            settings.target,
            counts.join(", "),
            size(published.bytes),
            if settings.dry_run { "to send, seen" } else { "sent" },
            elapsed.as_secs_f64()
        );
        text
    }

    fn plural(count: usize, word: &str) -> String {
        format!("{} {word}{}", grouped(count), if count == 1 { "" } else { "s" })
    }

    fn size(bytes: u64) -> String {
        match bytes {
            0..1_000 => format!("{bytes} bytes"),
            1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
            _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::size;

        #[test]
        fn a_length_has_a_unit_that_suits_it() {
            assert_eq!(
                [0, 999, 1_001, 1_250_000].map(size),
                ["0 bytes", "999 bytes", "2 kB", "1.2 MB"]
            );
        }
    }
}
