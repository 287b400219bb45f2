"""contracts.py SCHEMA FOLDER: judges every *.yaml below the folder by the schema of ODCS.

To know that the schema would object, some files are damaged in three ways that it must refuse."""

import copy
import json
import pathlib
import sys

import jsonschema
import yaml


def without_status(contract):
    del contract["status"]


def unknown_key(contract):
    contract["schema"][0]["properties"][0]["nullable"] = True


def wrong_type(contract):
    contract["schema"][0]["properties"][0]["logicalType"] = "varchar"


def main(schema, folder):
    schema = json.loads(pathlib.Path(schema).read_text())
    validator = jsonschema.Draft201909Validator(schema)
    jsonschema.Draft201909Validator.check_schema(schema)
    good = bad = damages = unseen = 0
    for number, path in enumerate(sorted(pathlib.Path(folder).rglob("*.yaml"))):
        contract = yaml.safe_load(path.read_bytes())
        errors = list(validator.iter_errors(contract))
        good += not errors
        bad += bool(errors)
        for error in errors[:3]:
            print(f"{contract.get('name')}: {error.json_path}: {error.message[:200]}")
        for damage in (without_status, unknown_key, wrong_type) if number % 10 == 0 else ():
            damages += 1
            damaged = copy.deepcopy(contract)
            damage(damaged)
            if validator.is_valid(damaged):
                unseen += 1
                print(f"{contract.get('name')}: {damage.__name__} is not refused")
    print(f"contracts: {good} of {good + bad} follow the schema of ODCS v3.1.0; it refuses {damages - unseen} of {damages} damaged ones")
    return bad > 0 or unseen > 0 or good == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
