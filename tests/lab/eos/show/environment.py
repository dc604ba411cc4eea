# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""``show system environment`` (and ``show environment``): cooling, power, temperature.

The lab's model has the name of a virtual switch and, unlike one, two power supplies and four fans, so that
clients find something to read. Temperatures in °C, power in W, currents in A, fan speeds in percent.
"""

from __future__ import annotations

from ..registry import Context, Model, show
from .lines import table

SUPPLY = "PWR-500AC-F"
CAPACITY = 500.0
FAN_SPEED = 42
#: (description, present, highest so far, overheat, critical) of the sensors on the board.
_SENSORS = (
    ("Cpu temp sensor", 38.0, 44.5, 90.0, 95.0),
    ("Cpu board temp sensor", 31.0, 35.0, 75.0, 85.0),
    ("Back-panel temp sensor", 26.5, 29.0, 65.0, 75.0),
    ("Front-panel temp sensor", 24.0, 27.25, 65.0, 75.0),
)


def _fan(label: str) -> Model:
    return {
        "label": label,
        "status": "ok",
        "uptime": 0.0,
        "maxSpeed": 16000,
        "configuredSpeed": FAN_SPEED,
        "actualSpeed": FAN_SPEED - 1,
        "speedHwOverride": False,
        "speedStable": True,
    }


def _slot(label: str) -> Model:
    return {"status": "ok", "speed": FAN_SPEED, "label": label, "fans": [_fan(f"{label}/1")]}


@show("show system environment cooling [detail]", "show environment cooling [detail]")
def show_cooling(_ctx: Context) -> Model:
    """Fans in trays and in power supplies."""
    return {
        "systemStatus": "coolingOk",
        "ambientTemperature": 22.0,
        "airflowDirection": "frontToBackAirflow",
        "coolingMode": "automatic",
        "shutdownOnInsufficientFans": True,
        "overrideFanSpeed": 0,
        "minFanSpeed": 0,
        "currentZones": 1,
        "configuredZones": 0,
        "defaultZones": False,
        "numCoolingZones": [],
        "fanTraySlots": [_slot(str(number)) for number in range(1, 5)],
        "powerSupplySlots": [_slot(f"PowerSupply{number}") for number in (1, 2)],
    }


@show_cooling.text
def _cooling_text(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [("Fan", "Status", "Speed (%)"), ("---", "------", "---------")]
    for slot in (*model["fanTraySlots"], *model["powerSupplySlots"]):
        rows += [(fan["label"], fan["status"].capitalize(), fan["actualSpeed"]) for fan in slot["fans"]]
    return (
        f"System cooling status is: Ok\nAmbient temperature: {model['ambientTemperature']:.0f}C\n"
        "Airflow: front-to-back\n" + table((15, 10, 9), rows)
    )


def _sensor(ctx: Context, name: str, position: int, values: tuple[str, float, float, float, float]) -> Model:
    description, present, highest, overheat, critical = values
    return {
        "name": name,
        "description": description,
        "relPos": str(position),
        "currentTemperature": present,
        "maxTemperature": highest,
        "maxTemperatureLastChange": ctx.switch.boot_time + 3600.5,
        "overheatThreshold": overheat,
        "criticalThreshold": critical,
        "targetTemperature": overheat - 15.0,
        "inAlertState": False,
        "alertCount": 0,
        "hwStatus": "ok",
        "isPidDriver": False,
    }


@show("show system environment temperature [detail]", "show environment temperature [detail]")
def show_temperature(ctx: Context) -> Model:
    """Sensors on the board and in the power supplies."""
    supplies = [
        {
            "entPhysicalClass": "PowerSupply",
            "relPos": str(number),
            "tempSensors": [
                _sensor(
                    ctx, f"TempSensorP{number}/{position}", position, ("Power supply sensor", 29.5, 34.0, 65.0, 70.0)
                )
                for position in (1, 2)
            ],
        }
        for number in (1, 2)
    ]
    return {
        "systemStatus": "temperatureOk",
        "shutdownOnOverheat": True,
        "tempSensors": [_sensor(ctx, f"TempSensor{at}", at, values) for at, values in enumerate(_SENSORS, 1)],
        "cardSlots": [],
        "powerSupplySlots": supplies,
    }


@show_temperature.text
def _temperature_text(_ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [
        ("", "", "", "Alert", "Critical"),
        ("Sensor", "Description", "Temp", "Limit", "Limit"),
        ("-" * 14, "-" * 32, "-" * 6, "-" * 6, "-" * 8),
    ]
    sensors = [*model["tempSensors"], *(sensor for slot in model["powerSupplySlots"] for sensor in slot["tempSensors"])]
    rows += [
        (
            each["name"],
            each["description"],
            f"{each['currentTemperature']:.1f}C",
            f"{each['overheatThreshold']:.0f}C",
            f"{each['criticalThreshold']:.0f}C",
        )
        for each in sensors
    ]
    return "System temperature status is: Ok\n\n" + table((14, 32, 6, 6, 8), rows)


@show("show system environment power [detail]", "show environment power [detail]")
def show_power(ctx: Context) -> Model:
    """Power supplies by slot."""
    return {"powerSupplies": {str(number): _supply(ctx, number) for number in (1, 2)}}


def _supply(ctx: Context, number: int) -> Model:
    return {
        "modelName": SUPPLY,
        "capacity": CAPACITY,
        "state": "ok",
        "dominant": False,
        "managed": True,
        "uptime": ctx.switch.boot_time,
        "inputCurrent": 0.53125,
        "inputVoltage": 229.5,
        "outputCurrent": 8.125,
        "outputVoltage": 12.015625,
        "outputPower": 97.5,
        "tempSensors": {
            f"TempSensorP{number}/{position}": {"status": "ok", "temperature": 28.5 + position} for position in (1, 2)
        },
        "fans": {f"FanP{number}/1": {"status": "ok", "speed": FAN_SPEED}},
    }


@show_power.text
def _power_text(ctx: Context, model: Model) -> str:
    rows: list[tuple[object, ...]] = [
        ("Power", "", "", "Input", "Output", "Output", "", ""),
        ("Supply", "Model", "Capacity", "Current", "Current", "Power", "State", "Uptime"),
        ("-" * 6, "-" * 19, "-" * 8, "-" * 7, "-" * 7, "-" * 8, "-" * 6, "-" * 8),
    ]
    days = int(ctx.switch.uptime()) // 86400
    for slot, each in model["powerSupplies"].items():
        rows.append(
            (
                slot,
                each["modelName"],
                f"{each['capacity']:.0f}W",
                f"{each['inputCurrent']:.2f}A",
                f"{each['outputCurrent']:.2f}A",
                f"{each['outputPower']:.1f}W",
                each["state"].capitalize(),
                f"{days} days",
            )
        )
    total = sum(each["outputPower"] for each in model["powerSupplies"].values())
    return table((6, 19, 8, 7, 7, 8, 6, 8), rows) + f"Total  --  {total:.1f}W\n"


@show("show system environment all", "show environment all")
def show_environment(ctx: Context) -> Model:
    """All of it, the three models side by side."""
    return {**show_cooling.run_json(ctx), **show_temperature.run_json(ctx), **show_power.run_json(ctx)}


@show_environment.text
def _environment_text(ctx: Context, _model: Model) -> str:
    parts = (show_temperature, show_cooling, show_power)
    return "\n".join(str(part.run_text(ctx)) for part in parts)
