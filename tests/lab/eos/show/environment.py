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
    text = (
        f"System cooling status is: Ok\nAmbient temperature: {model['ambientTemperature']:.0f}C\n"
        "Airflow: front-to-back\nFan              Status          Configured Speed     Actual Speed\n"
        f"{'-' * 16} {'-' * 15} {'-' * 16} {'-' * 16}\n"
    )
    for slot in (*model["fanTraySlots"], *model["powerSupplySlots"]):
        for fan in slot["fans"]:
            configured, actual = f"{fan['configuredSpeed']}%", f"{fan['actualSpeed']}%"
            text += f"{fan['label']:<16} {fan['status'].capitalize():<15} {configured:>16} {actual:>16}\n"
    return text


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


def _sensor_table(sensors: list[Model]) -> str:
    text = (
        f"{'':<48}{'':>7} {'':>11} {'Alert':>6} {'Critical':>9}\n"
        f"{'':<44}{'Temp':>7} {'Setpoint':>11} {'Limit':>6} {'Limit':>9}\n"
        f"{'Sensor':<8}{'Description':<36}{'(C)':>7} {'(C)':>11} {'(C)':>6} {'(C)':>9}\n"
        f"{'-' * 7} {'-' * 35} {'-' * 7} {'-' * 11} {'-' * 6} {'-' * 9}\n"
    )
    for at, each in enumerate(sensors, 1):
        target = each["targetTemperature"]
        setpoint = f"({target:.0f}) {target - 1.2:.1f}"
        text += (
            f"{at:<8}{each['description']:<35} {each['currentTemperature']:>7.1f} {setpoint:>11} "
            f"{each['overheatThreshold']:>6.0f} {each['criticalThreshold']:>9.0f}\n"
        )
    return text


@show_temperature.text
def _temperature_text(_ctx: Context, model: Model) -> str:
    text = "System temperature status is: Ok\n\n" + _sensor_table(model["tempSensors"])
    for slot in model["powerSupplySlots"]:
        text += f"\nPowerSupply {slot['relPos']}:\n" + _sensor_table(slot["tempSensors"])
    return text


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
        ("Supply", "Model", "Capacity", "Current", "Current", "Power", "Status", "Uptime"),
        ("-" * 7, "-" * 21, "-" * 9, "-" * 8, "-" * 8, "-" * 8, "-" * 8, "-" * 17),
    ]
    days, seconds = divmod(int(ctx.switch.uptime()), 86400)
    uptime = f"{days} days, {seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
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
                uptime,
            )
        )
    capacity = sum(each["capacity"] for each in model["powerSupplies"].values())
    total = sum(each["outputPower"] for each in model["powerSupplies"].values())
    rows.append(("Total", "--", f"{capacity:.0f}W", "--", "--", f"{total:.1f}W", "--", "--"))
    return table((7, 21, 9, 8, 8, 8, 8, 17), rows)


@show("show system environment all", "show environment all")
def show_environment(ctx: Context) -> Model:
    """All of it, the three models side by side."""
    return {**show_cooling.run_json(ctx), **show_temperature.run_json(ctx), **show_power.run_json(ctx)}


@show_environment.text
def _environment_text(ctx: Context, _model: Model) -> str:
    parts = (show_temperature, show_cooling, show_power)
    return "\n".join(str(part.run_text(ctx)) for part in parts)
