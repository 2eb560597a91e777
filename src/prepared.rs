//! What pages are made of beside the portfolio: what it means, how it looks, and digests of both.

use crate::analyse::{Analysis, analyse_after};
use crate::inputs::Inputs;
use crate::model::portfolio::Portfolio;
use crate::progress::Progress;
use crate::render::Scene;
use crate::theme::{self, Theme};
use crate::{Loaded, Refused};
use std::sync::Arc;

/// What pages are made of, beside the portfolio.
#[derive(Debug)]
pub struct Prepared {
    /// What was written means this.
    pub analysis: Analysis,
    /// How it looks.
    pub theme: Arc<Theme>,
    /// Digests of all inputs.
    pub inputs: Inputs,
}

impl Prepared {
    /// What pages of what was read are made from.
    #[must_use]
    pub fn scene<'a>(&'a self, loaded: &'a Loaded, progress: &'a dyn Progress) -> Scene<'a> {
        Scene {
            portfolio: &loaded.portfolio,
            analysis: &self.analysis,
            theme: &self.theme,
            inputs: &self.inputs,
            progress,
        }
    }
}

/// Analyses what was read, and parses its theme; in less time where most of it is as it was `before`. An error is one of the
/// theme.
pub fn prepare(loaded: &Loaded, before: Option<(&Loaded, &Prepared)>) -> Result<Prepared, Refused> {
    let earlier = before.map(|(loaded, prepared)| (&loaded.portfolio, &prepared.inputs));
    finish(loaded, Inputs::after(loaded, earlier), before)
}

/// Prepares what no other reading comes after. What the files hold is digested first and let go of: the analysis takes as much
/// memory as it.
pub(crate) fn prepare_alone(loaded: &mut Loaded) -> Result<Prepared, Refused> {
    let inputs = Inputs::after(loaded, None);
    loaded.sources.forget_bytes();
    finish(loaded, inputs, None)
}

fn finish(loaded: &Loaded, inputs: Inputs, before: Option<(&Loaded, &Prepared)>) -> Result<Prepared, Refused> {
    // A theme is read by one thread: the others need not wait for it.
    let (theme, analysis) = rayon::join(
        || theme_after(loaded, before),
        || {
            let before = before.map(|(loaded, prepared)| (&loaded.portfolio, &prepared.analysis));
            analyse_after(&loaded.portfolio, before)
        },
    );
    let theme = theme?;
    Ok(Prepared {
        analysis,
        inputs: inputs.themed(&theme),
        theme,
    })
}

/// The theme: the one before, where its files and its words are the same.
fn theme_after(loaded: &Loaded, before: Option<(&Loaded, &Prepared)>) -> Result<Arc<Theme>, Refused> {
    let portfolio = &loaded.portfolio;
    let name = &portfolio.config.theme;
    // Words are compared by their texts; what plural forms mean is said by the language.
    let spoken = |portfolio: &Portfolio| (portfolio.config.language.clone(), Arc::clone(&portfolio.words));
    let is_same = |earlier: &Loaded| {
        *name == earlier.portfolio.config.theme
            && loaded.theme == earlier.theme
            && spoken(portfolio) == spoken(&earlier.portfolio)
    };
    match before {
        Some((earlier, prepared)) if is_same(earlier) => Ok(Arc::clone(&prepared.theme)),
        _ => Ok(Arc::new(theme::load(name, loaded.theme.clone(), &portfolio.words)?)),
    }
}
