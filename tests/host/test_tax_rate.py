"""A tax that the host names is a share, and nothing else."""

from decimal import Decimal

import pytest

from storefront_plugin.host import TaxRate


@pytest.mark.parametrize("rate", ["0", "0.19", "0.9999"])
def test_a_rate_is_a_share_of_one(rate):
    assert TaxRate("VAT", Decimal(rate)).rate == Decimal(rate)


@pytest.mark.parametrize("rate", ["19", "1", "-0.01", "NaN", "Infinity"])
def test_nineteen_where_nineteen_per_cent_was_meant_is_refused(rate):
    with pytest.raises(ValueError, match=r"19 % is 0\.19"):
        TaxRate("VAT", Decimal(rate))


@pytest.mark.parametrize("rate", [0.19, "0.19", 0])
def test_a_rate_that_is_no_decimal_is_refused(rate):
    with pytest.raises(TypeError, match=r'write Decimal\("0\.19"\)'):
        TaxRate("VAT", rate)
