"""Starts moto as the embedded AWS, mended where it differs from AWS in what this project uses.

Each mend says what AWS does, what moto 5.2.5 does instead, and where that stands upstream
(paths are relative to https://github.com/getmoto/moto/tree/5.2.5). One line of JSON on
standard output tells the port and the credentials of the world's administrator.

Usage: moto.py [--port N]     (a free port by default; always on the loopback interface)
"""

import argparse
import functools
import json
import os
import re
import sys
import threading
from datetime import datetime, timezone

# The folder of this script, whose name would hide the package's.
sys.path = [path for path in sys.path if not path.rstrip("/").endswith("scripts/emulator")]

from flask import has_request_context, request  # noqa: E402
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.core.responses import ActionResult  # noqa: E402
from moto.ecs import models as ecs_models  # noqa: E402
from moto.ecs.exceptions import InvalidParameterException  # noqa: E402
from moto.ecs.responses import EC2ContainerServiceResponse  # noqa: E402
from moto.iam import access_control  # noqa: E402
from moto.iam.models import iam_backends  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.s3.responses import S3Response  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

ADMINISTRATOR = "embedded-aws"


def replace(owner, name):
    """Puts a function in the place of one of moto's; it gets the old one first."""

    def decorate(function):
        old = getattr(owner, name)

        @functools.wraps(old)
        def new(*args, **kwargs):
            return function(old, *args, **kwargs)

        setattr(owner, name, new)
        return function

    return decorate


# --- ECS: tasks that somebody runs -----------------------------------------------------------
# AWS accepts a task as PROVISIONING and reports what its agent tells through
# SubmitTaskStateChange. moto says RUNNING at once, moves on at every DescribeTasks, and has no
# such call (moto/ecs/models.py, class Task; moto/ecs/responses.py). The local Fargate is the agent.


@replace(ecs_models.Task, "__init__")
def accept_task(old, task, *args, **kwargs):
    networking = kwargs.get("networking_configuration")
    if networking:
        # AWS takes the VPC's default group where none is named; moto fails with a KeyError
        # (moto/ecs/models.py, Task.__init__).
        networking.get("awsvpcConfiguration", {}).setdefault("securityGroups", [])
    old(task, *args, **kwargs)
    task._status = "PROVISIONING"
    task.created_at = datetime.now(timezone.utc)
    task.launch_type = task.launch_type or "FARGATE"
    for container in task.containers:
        container.exitCode = None
        container.task_arn = task.task_arn


ecs_models.Task.advance = lambda self: None
ecs_models.Task.last_status = property(lambda self: self._status)


@replace(ecs_models.EC2ContainerServiceBackend, "stop_task")
def stop_task(_old, backend, cluster, task_arn, reason):
    """AWS wants the task stopped and waits for the agent; moto calls it stopped at once."""
    task = find_task(backend, cluster, task_arn)
    task.desired_status = "STOPPED"
    task.stop_code = "UserInitiated"
    task.stopped_reason = reason or "Task stopped by user"
    return task


def find_task(backend, cluster, task_arn):
    name = backend._get_cluster(cluster).name
    for arn, task in backend.tasks.get(name, {}).items():
        if arn.split("/")[-1] == task_arn.split("/")[-1]:
            return task
    raise InvalidParameterException("The referenced task was not found.")


def submit_task_state_change(self):
    task = find_task(self.ecs_backend, self._get_param("cluster"), self._get_param("task"))
    now = datetime.now(timezone.utc)
    task._status = self._get_param("status")
    if task._status == "RUNNING":
        task.started_at = now
    if task._status == "STOPPED":
        task.stopped_at = now
        release_interface(task)
        if task.desired_status != "STOPPED":
            task.desired_status = "STOPPED"
            started = getattr(task, "started_at", None)
            task.stop_code = "EssentialContainerExited" if started else "TaskFailedToStart"
            task.stopped_reason = self._get_param("reason") or "Essential container in task exited"
    for change in self._get_param("containers") or []:
        for container in task.containers:
            if container.name == change["containerName"]:
                container.last_status = change.get("status", task._status)
                container.exitCode = container.exit_code = change.get("exitCode")
                container.reason = change.get("reason")
    return ActionResult({"acknowledgment": "accepted"})


def release_interface(task):
    """AWS takes a task's network interface away with it; moto keeps it (ecs/models.py, Task)."""
    ec2 = ecs_models.ec2_backends[task._account_id][task.region_name]
    for attachment in task.attachments:
        for detail in attachment["details"]:
            if detail["name"] == "networkInterfaceId":
                ec2.enis.pop(detail["value"], None)


EC2ContainerServiceResponse.submit_task_state_change = submit_task_state_change


@replace(EC2ContainerServiceResponse, "run_task")
def run_task(old, self):
    """AWS keeps a client token for 24 hours: the same call again answers with the same task.

    moto ignores it (moto/ecs/responses.py, run_task).
    """
    token = self._get_param("clientToken")
    tokens = self.ecs_backend.__dict__.setdefault("client_tokens", {})
    call = json.dumps(json.loads(self.body), sort_keys=True)
    if token in tokens:
        before, result = tokens[token]
        if before != call:
            raise InvalidParameterException("The client token was used with other parameters.")
        return result
    result = old(self)
    if self._get_param("propagateTags") == "TASK_DEFINITION":
        for task in result.result["tasks"]:
            definition = self.ecs_backend.describe_task_definition(task.task_definition_arn)
            task.tags = [*(definition.tags or []), *(task.tags or [])]
    if token:
        tokens[token] = (call, result)
    return result


@replace(ecs_models.EC2ContainerServiceBackend, "_calculate_task_resource_requirements")
def task_resources(old, backend, definition):
    """Fargate sizes the task, so a container needs no memory of its own; moto fails without it."""
    needs_instance = any("memory" in c for c in definition.container_definitions)
    return old(backend, definition) if needs_instance else {"CPU": 0, "MEMORY": 0, "PORTS": [], "PORTS_UDP": []}


# --- IAM: conditions and wildcards -----------------------------------------------------------
# AWS evaluates conditions; moto takes a statement as if it had none, so a bucket policy that
# demands TLS denies every call (moto/iam/access_control.py, IAMPolicyStatement). Loopback
# counts as TLS. A key that this world knows nothing of doesn't match, as on AWS.

# Condition operators by name; `IfExists` and the negated ones are built on them.
OPERATORS = {
    "StringEquals": lambda wanted, got: wanted == got,
    "StringLike": lambda wanted, got: matches(wanted, got),
    "ArnEquals": lambda wanted, got: matches(wanted, got),
    "ArnLike": lambda wanted, got: matches(wanted, got),
    "Bool": lambda wanted, got: str(wanted).lower() == got,
}


def matches(pattern, text):
    expression = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def request_context():
    context = {"aws:securetransport": "true", "aws:sourceaccount": DEFAULT_ACCOUNT_ID}
    if has_request_context() and "prefix" in request.args:
        context["s3:prefix"] = request.args["prefix"]
    return context


def condition_holds(condition):
    context = request_context()
    for operator, pairs in condition.items():
        for key, wanted in pairs.items():
            values = wanted if isinstance(wanted, list) else [wanted]
            got = context.get(key.lower())
            if operator == "Null":
                holds = (str(values[0]).lower() == "true") == (got is None)
            elif got is None:
                holds = operator.endswith("IfExists") or "Not" in operator
            else:
                positive = operator.removesuffix("IfExists").replace("Not", "")
                found = any(OPERATORS[positive](value, got) for value in values)
                holds = found != ("Not" in operator)
            if not holds:
                return False
    return True


@replace(access_control.IAMPolicyStatement, "is_action_permitted")
def is_action_permitted(old, statement, action, resource="*", principal=None, values=None):
    if not condition_holds(statement._statement.get("Condition", {})):
        return access_control.PermissionResult.NEUTRAL
    if principal and principal.endswith(f":user/{ADMINISTRATOR}"):
        # The world's own services act as its administrator: here the trust policy is asked
        # whether it trusts a service at all.
        trusted = "Service" in (statement._statement.get("Principal") or {})
        return access_control.PermissionResult.PERMITTED if trusted else access_control.PermissionResult.NEUTRAL
    return old(statement, action, resource, principal, None)


access_control.IAMPolicyStatement._check_conditions = lambda self, values: True
access_control.IAMPolicyStatement._match = staticmethod(lambda pattern, text: matches(pattern, text) or None)


# --- S3: one winner --------------------------------------------------------------------------
# Of two conditional writes one wins on AWS; moto looks and writes in two steps, and its server
# has threads (moto/s3/responses.py, put_object and _key_response_post).

writing = threading.RLock()

for operation in ("put_object", "_key_response_post"):

    @replace(S3Response, operation)
    def write_alone(old, self, *args, **kwargs):
        with writing:
            return old(self, *args, **kwargs)


# --- The world -------------------------------------------------------------------------------


def create_administrator():
    iam = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
    iam.create_user("us-east-1", ADMINISTRATOR)
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_user_policy(ADMINISTRATOR, "everything", json.dumps(everything))
    return iam.create_access_key(ADMINISTRATOR)


class QuietHandler(MotoRequestHandler):
    """Without a line a request: the local Fargate asks several times a second."""

    def log_request(self, *args):
        pass


def end_with_parent():
    """Whoever started this holds the other end of standard input, and lets go when it ends."""
    sys.stdin.read()
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server(
        "127.0.0.1",
        parser.parse_args().port,
        application,
        threaded=True,
        request_handler=QuietHandler,
    )
    key = create_administrator()
    ready = {
        "port": server.port,
        "accessKeyId": key.access_key_id,
        "secretAccessKey": key.secret_access_key,
    }
    print(json.dumps(ready), flush=True)
    threading.Thread(target=end_with_parent, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
