//! Documents of web APIs: a list, or an object that holds one; an error in place of either.

use crate::diagnostic::{Code, Diagnostic};
use crate::import::input::Input;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A document that is a list, or an object of the same lenient shape as the list's items.
#[derive(Debug)]
pub(super) enum Listing<T> {
    /// A list.
    List(Vec<T>),
    /// An object.
    Object(Box<T>),
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Listing<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);
        impl<'de, T: DeserializeOwned> Visitor<'de> for Either<T> {
            type Value = Listing<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list or an object")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(items)).map(Listing::List)
            }

            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(entries)).map(|object| Listing::Object(Box::new(object)))
            }
        }
        deserializer.deserialize_any(Either(PhantomData))
    }
}

impl<T> Listing<T> {
    /// The items of the list, or the one object.
    pub(super) fn into_items(self) -> Vec<T> {
        match self {
            Self::List(items) => items,
            Self::Object(object) => vec![*object],
        }
    }

    /// How many items a list has; an object has none.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::List(items) => items.len(),
            Self::Object(_) => 0,
        }
    }
}

/// The tool answered with an error. Its words are not repeated: they may hold what was asked with.
pub(super) fn failed(input: &Input, tool: &str) -> Diagnostic {
    input.problem(
        Code::ToolFailed,
        format!("{tool} answered with an error in place of a list"),
        "look at the message in the file: the token may have expired, or may not read this",
    )
}

/// The document is JSON, and of something else.
pub(super) fn unknown(input: &Input, wanted: &str) -> Diagnostic {
    input.problem(
        Code::NotAnExport,
        format!("the file is JSON, but holds none of {wanted}"),
        "check the source that the file is imported as, and the command that exports it",
    )
}
