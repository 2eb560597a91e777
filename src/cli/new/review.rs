//! `new review`.

use crate::analyse::analyse;
use crate::cli::new::{Place, content};
use crate::cli::{Failure, Output};
use crate::diagnostic::did_you_mean;
use crate::scaffold;
use jiff::civil::Date;

/// Writes the minutes of a review's next meeting, or of the one on `date`; without an id, of the only review.
pub(super) fn run(place: Place<'_>, id: Option<&str>, date: Option<Date>) -> Result<Output, Failure> {
    let portfolio = &place.loaded.portfolio;
    let reviews = &portfolio.config.reviews;
    let ids: Vec<&str> = reviews.iter().map(|review| review.id.as_str()).collect();
    let review = match id {
        Some(id) => reviews
            .iter()
            .position(|review| review.id == id)
            .ok_or_else(|| Failure {
                message: format!("no review has the id `{id}`"),
                cure: did_you_mean(
                    id,
                    ids.iter().copied(),
                    &format!("the reviews of scorpfolio.toml are {}", ids.join(", ")),
                ),
            })?,
        None if reviews.len() == 1 => 0,
        None => {
            return Err(Failure {
                message: format!("there are several reviews: {}", ids.join(", ")),
                cure: format!("name one: `scorpfolio new review {}`", ids.first().unwrap_or(&"ID")),
            });
        }
    };
    let meeting = match date {
        Some(date) => scaffold::meeting_on(portfolio, review, date).ok_or_else(|| Failure {
            message: format!("on {date} no cycle had ended that a review could be about"),
            cure: "leave `--date` out for the next review, or correct it".to_owned(),
        })?,
        None => scaffold::next_meeting(portfolio, review),
    };
    if let Some(minutes) = meeting.minutes {
        let message = format!(
            "there are minutes of that review already: {}",
            portfolio.file(portfolio.minutes[minutes].origin).path
        );
        return Err(Failure {
            message,
            cure: "edit that file; one cycle has one meeting of a review".to_owned(),
        });
    }
    let folder = content(scaffold::minutes_folder(portfolio, review))?;
    place.write(
        &scaffold::minutes(portfolio, &analyse(portfolio), &folder, meeting),
        "type under the teams' names while the review is held, then run `scorpfolio check`.",
    )
}
