//! One adapter a file, none of which knows another.

mod confluence;
mod datadog_incidents;
mod git;
mod github;
mod gitlab;
mod jenkins;
mod markdown;
mod openslo;
mod opsgenie;
mod pagerduty;
mod statuspage;

use crate::import::Adapter;

/// Every adapter, by name.
pub const ALL: &[&dyn Adapter] = &[
    &confluence::Confluence,
    &datadog_incidents::DatadogIncidents,
    &git::Git,
    &github::GitHub,
    &gitlab::GitLab,
    &jenkins::Jenkins,
    &markdown::Markdown,
    &openslo::OpenSlo,
    &opsgenie::Opsgenie,
    &pagerduty::PagerDuty,
    &statuspage::Statuspage,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Glance;
    use crate::load::document::is_id;

    #[test]
    fn names_are_ids_in_order() {
        let names: Vec<&str> = ALL.iter().map(|adapter| adapter.name()).collect();
        assert!(
            names.is_sorted() && names.windows(2).all(|pair| pair[0] != pair[1]),
            "{names:?}"
        );
        assert!(names.iter().all(|name| is_id(name)), "{names:?}");
    }

    #[test]
    fn nobody_takes_everything_for_its_own() {
        let glances = [
            Glance::Json {
                is_list: false,
                keys: [].into(),
                head: "{}".to_owned(),
            },
            Glance::Text {
                header: "a,b".to_owned(),
                head: "a,b\n1,2".to_owned(),
            },
            Glance::Xml {
                root: "a".to_owned(),
                head: "<a/>".to_owned(),
            },
            Glance::Html {
                head: "<html><title>Sign in</title></html>".to_owned(),
            },
        ];
        for adapter in ALL {
            assert!(
                glances.iter().all(|glance| !adapter.recognises(glance)),
                "{}",
                adapter.name()
            );
        }
    }
}
