"""Award, issue, correct, revoke: one module for each act."""

from certificates.services.awarding import award_ccp, disclose_awards, open_awards, withhold_awards
from certificates.services.issuing import issue_certificate

__all__ = ["award_ccp", "disclose_awards", "issue_certificate", "open_awards", "withhold_awards"]
