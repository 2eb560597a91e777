//! A list of large things that several portfolios may hold at once.
//!
//! A preview reads the portfolio again after each edit while the one before it is still shown, and most of its teams are
//! the same: they are held once. It looks like a slice; whoever changes an item that is shared gets a copy of its own.

use rayon::prelude::*;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

/// The list.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared<T>(Vec<Arc<T>>);

/// Goes through a list.
pub type Iter<'a, T> = std::iter::Map<std::slice::Iter<'a, Arc<T>>, fn(&'a Arc<T>) -> &'a T>;

impl<T> Shared<T> {
    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The item at a position.
    #[must_use]
    pub fn get(&self, position: usize) -> Option<&T> {
        self.0.get(position).map(Arc::as_ref)
    }

    /// The items in order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.iter().map(Arc::as_ref)
    }

    /// Whether another list holds the very item of a position at that position, too.
    #[must_use]
    pub fn shares(&self, other: &Self, position: usize) -> bool {
        let (Some(one), Some(other)) = (self.0.get(position), other.0.get(position)) else {
            return false;
        };
        Arc::ptr_eq(one, other)
    }

    /// The items as they are held, for another list to hold them too.
    pub(crate) fn held(&self) -> &[Arc<T>] {
        &self.0
    }

    /// Holds another thing at a position.
    pub(crate) fn hold(&mut self, position: usize, item: Arc<T>) {
        self.0[position] = item;
    }
}

impl<T: Send + Sync> Shared<T> {
    /// The items in order, for several threads.
    pub fn par_iter(&self) -> impl IndexedParallelIterator<Item = &T> {
        self.0.par_iter().map(Arc::as_ref)
    }
}

impl<T: Clone> Shared<T> {
    /// Changes the items that need it; all others stay shared.
    pub(crate) fn change(&mut self, needs: impl Fn(&T) -> bool, change: impl Fn(&mut T)) {
        for item in self.0.iter_mut().filter(|item| needs(item)) {
            change(Arc::make_mut(item));
        }
    }
}

impl<T: Clone + Send + Sync> Shared<T> {
    /// Changes the items at some positions, by several threads; what each change gives, in order.
    pub(crate) fn change_each<R: Send>(
        &mut self,
        is_meant: impl Fn(usize) -> bool + Send + Sync,
        change: impl Fn(usize, &mut T) -> R + Send + Sync,
    ) -> Vec<(usize, R)> {
        let items = self.0.par_iter_mut().enumerate();
        let meant = items.filter(|(position, _)| is_meant(*position));
        meant
            .map(|(position, item)| (position, change(position, Arc::make_mut(item))))
            .collect()
    }
}

impl<T> Index<usize> for Shared<T> {
    type Output = T;

    fn index(&self, position: usize) -> &T {
        &self.0[position]
    }
}

impl<T: Clone> IndexMut<usize> for Shared<T> {
    fn index_mut(&mut self, position: usize) -> &mut T {
        Arc::make_mut(&mut self.0[position])
    }
}

impl<'a, T> IntoIterator for &'a Shared<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Shared<T> {
    type Item = Arc<T>;
    type IntoIter = std::vec::IntoIter<Arc<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().map(Arc::new).collect())
    }
}

impl<T> FromIterator<Arc<T>> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = Arc<T>>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}
