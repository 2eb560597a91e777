//! Claims about histories of reviews.
