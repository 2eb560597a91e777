//! One adapter a file, none of which knows another.

mod azure_cost;
mod cargo_audit;
mod cloudwatch;
mod cobertura;
mod confluence;
mod cost_explorer;
mod csv;
mod cur;
mod datadog;
mod datadog_incidents;
mod focus;
mod gatling;
mod git;
mod github;
mod github_alerts;
mod gitlab;
mod grafana;
mod grype;
mod infracost;
mod jacoco;
mod jenkins;
mod jmeter;
mod json;
mod junit;
mod k6;
mod lcov;
mod lighthouse;
mod markdown;
mod npm_audit;
mod openslo;
mod opsgenie;
mod osv_scanner;
mod pagerduty;
mod prometheus;
mod prowler;
mod sarif;
mod security_hub;
mod sonarqube;
mod splunk;
mod statuspage;
mod trivy;
mod upptime;

use crate::import::Adapter;

/// Every adapter, by name.
pub const ALL: &[&dyn Adapter] = &[
    &azure_cost::AzureCost,
    &cargo_audit::CargoAudit,
    &cloudwatch::CloudWatch,
    &cobertura::Cobertura,
    &confluence::Confluence,
    &cost_explorer::CostExplorer,
    &csv::Csv,
    &cur::Cur,
    &datadog::Datadog,
    &datadog_incidents::DatadogIncidents,
    &focus::Focus,
    &gatling::Gatling,
    &git::Git,
    &github::GitHub,
    &github_alerts::GithubAlerts,
    &gitlab::GitLab,
    &grafana::Grafana,
    &grype::Grype,
    &infracost::Infracost,
    &jacoco::Jacoco,
    &jenkins::Jenkins,
    &jmeter::Jmeter,
    &json::Json,
    &junit::Junit,
    &k6::K6,
    &lcov::Lcov,
    &lighthouse::Lighthouse,
    &markdown::Markdown,
    &npm_audit::NpmAudit,
    &openslo::OpenSlo,
    &opsgenie::Opsgenie,
    &osv_scanner::OsvScanner,
    &pagerduty::PagerDuty,
    &prometheus::Prometheus,
    &prowler::Prowler,
    &sarif::Sarif,
    &security_hub::SecurityHub,
    &sonarqube::Sonarqube,
    &splunk::Splunk,
    &statuspage::Statuspage,
    &trivy::Trivy,
    &upptime::Upptime,
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
