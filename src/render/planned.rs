//! What files a site has, before any is made; for the next plan, too, which takes over what cannot have changed.

use super::fingerprint::of_wall;
use super::{Paths, Scene, Stopped, Work, other_files, unique_paths, work};
use crate::page::{self, Page, Places};
use crate::publish::Fingerprint;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What files the site has, before any is made.
#[derive(Debug, PartialEq)]
pub struct Planned {
    pages: Arc<Vec<Page>>,
    paths: Arc<PlannedPaths>,
    walls: Vec<Wall>,
    known_by: KnownBy,
}

#[derive(Debug, PartialEq)]
struct PlannedPaths {
    /// Those of files that are no pages, in the order in which they are planned.
    others: Vec<String>,
    all: Paths<String>,
}

/// The screens of a radiator.
#[derive(Debug, PartialEq)]
struct Wall {
    /// What they are made from.
    inputs: Fingerprint,
    places: Arc<Places>,
}

/// Which pages there are follows from these.
#[derive(Debug, PartialEq)]
struct KnownBy {
    /// All that was written but numbers.
    texts: [Fingerprint; 2],
    /// Of each team, its numbers too.
    teams: Vec<Fingerprint>,
}

impl Planned {
    /// The pages of HTML, sorted by path.
    #[must_use]
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    pub(super) fn paths(&self) -> &Paths<String> {
        &self.paths.all
    }

    /// Whether these files have the paths that are planned here.
    fn has_paths_of(&self, pages: &[Page], others: &[Work<'_>]) -> bool {
        let pages = || (pages.iter().map(|page| &page.path)).eq(self.pages.iter().map(|page| &page.path));
        others
            .iter()
            .map(Work::path)
            .eq(self.paths.others.iter().map(String::as_str))
            && pages()
    }

    /// Whether the site has the very pages that are planned here: nothing but numbers has changed, none of them a page's reason
    /// to be or not to be.
    fn stands(&self, scene: Scene<'_>, (walls, known_by): (&[Wall], &KnownBy)) -> bool {
        let places = |walls: &[Wall]| walls.iter().map(|wall| Arc::clone(&wall.places)).collect::<Vec<_>>();
        if self.known_by.texts != known_by.texts || places(walls) != places(&self.walls) {
            return false;
        }
        let pairs = known_by.teams.iter().zip(&self.known_by.teams).enumerate();
        let mut changed: BTreeMap<usize, usize> = BTreeMap::new();
        for (team, _) in pairs.filter(|(_, (now, before))| now != before) {
            let pages = page::of_team(scene.portfolio, scene.analysis, team);
            let is_planned = |page: &Page| {
                let known = self.pages.binary_search_by(|known| known.path.cmp(&page.path));
                known.is_ok_and(|known| self.pages[known] == *page)
            };
            if !pages.iter().all(is_planned) {
                return false;
            }
            changed.insert(team, pages.iter().filter(|page| page.kind.team().is_some()).count());
        }
        // No more than there are now: else one is gone.
        for team in self.pages.iter().filter_map(|page| page.kind.team()) {
            if let Some(left) = changed.get_mut(&team) {
                let Some(less) = left.checked_sub(1) else { return false };
                *left = less;
            }
        }
        true
    }
}

/// Plans every file of the site, in less time where it is planned as `before`; two that want one path are a problem.
pub fn plan(scene: Scene<'_>, before: Option<&Planned>) -> Result<Planned, Stopped> {
    let (portfolio, inputs) = (scene.portfolio, scene.inputs);
    let known_by = KnownBy {
        texts: [inputs.shared, inputs.texts],
        teams: (0..portfolio.teams.len()).map(|team| *inputs.team(team)).collect(),
    };
    let wall = |radiator: usize| {
        let inputs = of_wall(radiator, inputs, portfolio);
        let known = before.and_then(|before| before.walls.get(radiator));
        let places = match known.filter(|known| known.inputs == inputs) {
            Some(known) => Arc::clone(&known.places),
            None => Arc::new(page::places(portfolio, scene.analysis, radiator)),
        };
        Wall { inputs, places }
    };
    let walls: Vec<Wall> = (0..portfolio.radiators.len()).into_par_iter().map(wall).collect();
    if let Some(before) = before.filter(|before| before.stands(scene, (&walls, &known_by))) {
        return Ok(Planned {
            pages: Arc::clone(&before.pages),
            paths: Arc::clone(&before.paths),
            walls,
            known_by,
        });
    }
    let places: Vec<&Places> = walls.iter().map(|wall| &*wall.places).collect();
    let pages = page::plan_with(portfolio, scene.analysis, &places);
    let others = other_files(scene, &pages);
    let paths = if let Some(before) = before.filter(|before| before.has_paths_of(&pages, &others)) {
        Arc::clone(&before.paths)
    } else {
        let named = others.iter().map(|work| work.path().to_owned()).collect();
        let work = work(&pages, others);
        let all = unique_paths(&work, portfolio)?;
        Arc::new(PlannedPaths {
            others: named,
            all: all.into_iter().map(str::to_owned).collect(),
        })
    };
    Ok(Planned {
        pages: Arc::new(pages),
        paths,
        walls,
        known_by,
    })
}
