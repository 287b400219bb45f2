/* Terms: what a change of a contract leads to, and how far its version must move. */
#include "base/check.h"

#include "contract/terms.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static void what_each_compatibility_protects_against(void **state)
{
    static const struct {
        enum promise_view view;
        enum compatibility compatibility;
        enum contract_status status;
        enum promise_effect effect;
    } rows[] = {
        { PROMISE_LOOSENED, COMPATIBILITY_FORWARD, CONTRACT_ACTIVE, EFFECT_BROKEN },
        { PROMISE_LOOSENED, COMPATIBILITY_FORWARD, CONTRACT_UNSTATED, EFFECT_BROKEN },
        { PROMISE_LOOSENED, COMPATIBILITY_FORWARD, CONTRACT_DEPRECATED, EFFECT_BROKEN },
        { PROMISE_LOOSENED, COMPATIBILITY_FORWARD, CONTRACT_DRAFT, EFFECT_AT_RISK },
        { PROMISE_LOOSENED, COMPATIBILITY_FORWARD, CONTRACT_PROPOSED, EFFECT_AT_RISK },
        { PROMISE_LOOSENED, COMPATIBILITY_FORWARD, CONTRACT_RETIRED, EFFECT_AT_RISK },
        { PROMISE_LOOSENED, COMPATIBILITY_BACKWARD, CONTRACT_ACTIVE, EFFECT_AT_RISK },
        { PROMISE_LOOSENED, COMPATIBILITY_NONE, CONTRACT_ACTIVE, EFFECT_AT_RISK },
        { PROMISE_LOOSENED, COMPATIBILITY_FULL, CONTRACT_ACTIVE, EFFECT_BROKEN },
        { PROMISE_TIGHTENED, COMPATIBILITY_FORWARD, CONTRACT_ACTIVE, EFFECT_AT_RISK },
        { PROMISE_TIGHTENED, COMPATIBILITY_BACKWARD, CONTRACT_ACTIVE, EFFECT_BROKEN },
        { PROMISE_TIGHTENED, COMPATIBILITY_FULL, CONTRACT_ACTIVE, EFFECT_BROKEN },
        { PROMISE_WIDENED, COMPATIBILITY_FORWARD, CONTRACT_ACTIVE, EFFECT_AT_RISK },
        { PROMISE_WIDENED, COMPATIBILITY_FULL, CONTRACT_ACTIVE, EFFECT_BROKEN },
        { PROMISE_UNCLEAR, COMPATIBILITY_BACKWARD, CONTRACT_ACTIVE, EFFECT_BROKEN },
        { PROMISE_UNCLEAR, COMPATIBILITY_NONE, CONTRACT_ACTIVE, EFFECT_AT_RISK },
        { PROMISE_EXTENDED, COMPATIBILITY_FULL, CONTRACT_ACTIVE, EFFECT_EXTENDED },
        { PROMISE_DESCRIBED, COMPATIBILITY_FULL, CONTRACT_ACTIVE, EFFECT_DESCRIBED },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct contract_terms terms = { rows[i].compatibility, rows[i].status };
        assert_int_equal(promise_effect(rows[i].view, terms), rows[i].effect);
    }
}

static void how_far_a_version_must_move(void **state)
{
    static const struct {
        const char *from, *to;
        enum promise_effect effect;
        enum version_fault fault;
    } rows[] = {
        { "1.2.0", "2.0.0", EFFECT_BROKEN, VERSION_FINE },
        { "1.2.0", "1.3.0", EFFECT_BROKEN, VERSION_TOO_SMALL },
        { "1.2.0", "1.3.0", EFFECT_AT_RISK, VERSION_FINE },
        { "1.2.0", "1.2.1", EFFECT_EXTENDED, VERSION_TOO_SMALL },
        { "1.2.0", "1.2.1", EFFECT_DESCRIBED, VERSION_FINE },
        { "1.2.0", "1.2.0", EFFECT_DESCRIBED, VERSION_NOT_LATER },
        { "1.2.0", "1.2.0", EFFECT_NONE, VERSION_FINE },
        { "1.2.0", "1.1.9", EFFECT_BROKEN, VERSION_NOT_LATER },
        { "2.0.0", "2.0.0-rc.1", EFFECT_BROKEN, VERSION_NOT_LATER },
        { "0.3.1", "0.4.0", EFFECT_BROKEN, VERSION_FINE },
        { "0.3.1", "0.3.2", EFFECT_EXTENDED, VERSION_FINE },
        { "0.3.1", "0.3.2", EFFECT_BROKEN, VERSION_TOO_SMALL },
        { "spring", "summer", EFFECT_BROKEN, VERSION_FINE },
        { "spring", "spring", EFFECT_BROKEN, VERSION_UNREADABLE },
        { "spring", "1.0.0", EFFECT_BROKEN, VERSION_FINE },
        { "1.4.0", "2.0.0.0", EFFECT_BROKEN, VERSION_UNREADABLE },
        { "1.4.0", "summer", EFFECT_EXTENDED, VERSION_UNREADABLE },
        { "1.0.0", "", EFFECT_BROKEN, VERSION_UNREADABLE },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(
            version_fault(str_of(rows[i].from), str_of(rows[i].to), promise_bump(rows[i].effect)),
            rows[i].fault);
}

static void a_status_moves_forward(void **state)
{
    (void)state;
    for (int from = CONTRACT_PROPOSED; from <= CONTRACT_RETIRED; from++)
        for (int to = CONTRACT_PROPOSED; to <= CONTRACT_RETIRED; to++)
            assert_int_equal(status_may_follow(from, to),
                             to >= from || (from == CONTRACT_DRAFT && to == CONTRACT_PROPOSED));
    assert_false(status_may_follow(CONTRACT_UNSTATED, CONTRACT_DRAFT));
    assert_true(status_may_follow(CONTRACT_UNSTATED, CONTRACT_UNSTATED));
    assert_true(status_may_follow(CONTRACT_UNSTATED, CONTRACT_ACTIVE));
    assert_true(status_may_follow(CONTRACT_DRAFT, CONTRACT_UNSTATED));
    assert_false(status_may_follow(CONTRACT_ACTIVE, CONTRACT_UNSTATED));
    assert_false(status_may_follow(CONTRACT_DEPRECATED, CONTRACT_UNSTATED));
}

static void a_contract_goes_when_its_time_is_over(void **state)
{
    struct contract contract = { .status = CONTRACT_ACTIVE };
    (void)state;
    assert_false(contract_may_go(&contract, 100));
    contract.end.has_day = true;
    contract.end.day = 100;
    assert_false(contract_may_go(&contract, 99));
    assert_true(contract_may_go(&contract, 100));
    contract = (struct contract){ .status = CONTRACT_RETIRED };
    assert_true(contract_may_go(&contract, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_each_compatibility_protects_against),
        cmocka_unit_test(how_far_a_version_must_move),
        cmocka_unit_test(a_status_moves_forward),
        cmocka_unit_test(a_contract_goes_when_its_time_is_over),
    };
    return cmocka_run_group_tests_name("contract/terms", tests, NULL, NULL);
}
