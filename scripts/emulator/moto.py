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
import time
import uuid
from datetime import datetime, timezone

# The folder of this script, whose name would hide the package's.
sys.path = [path for path in sys.path if not path.rstrip("/").endswith("scripts/emulator")]

from flask import has_request_context, request  # noqa: E402
from moto.budgets.responses import BudgetsResponse  # noqa: E402
from moto.codebuild import responses as codebuild_responses  # noqa: E402
from moto.codebuild.models import codebuild_backends  # noqa: E402
from moto.codebuild.responses import CodeBuildResponse  # noqa: E402
from moto.codecommit.models import CodeCommit, codecommit_backends  # noqa: E402
from moto.codecommit.responses import CodeCommitResponse  # noqa: E402
from moto.codepipeline.models import CodePipeline, CodePipelineBackend, codepipeline_backends  # noqa: E402
from moto.codepipeline.responses import CodePipelineResponse  # noqa: E402
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.core.resource_tagging import TaggedResource, make_tag_matcher  # noqa: E402
from moto.core.responses import ActionResult  # noqa: E402
from moto.ec2.exceptions import DependencyViolationError  # noqa: E402
from moto.ec2.models import ec2_backends  # noqa: E402
from moto.ec2.models.elastic_network_interfaces import NetworkInterface  # noqa: E402
from moto.ec2.models.nat_gateways import NatGatewayBackend  # noqa: E402
from moto.ec2.models.security_groups import SecurityGroupBackend  # noqa: E402
from moto.ec2.models.subnets import SubnetBackend  # noqa: E402
from moto.ec2.models.vpcs import VPCBackend, VPCEndPoint  # noqa: E402
from moto.ec2.utils import random_private_ip  # noqa: E402
from moto.ecr.models import ecr_backends  # noqa: E402
from moto.ecs import models as ecs_models  # noqa: E402
from moto.ecs.exceptions import InvalidParameterException  # noqa: E402
from moto.ecs.responses import EC2ContainerServiceResponse  # noqa: E402
from moto.events.models import events_backends  # noqa: E402
from moto.iam import access_control  # noqa: E402
from moto.iam.models import SERVICE_NAME_CONVERSION, ManagedPolicy, iam_backends  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend  # noqa: E402
from moto.s3.responses import S3Response  # noqa: E402
from moto.scheduler.models import scheduler_backends  # noqa: E402
from moto.sqs.models import Queue  # noqa: E402
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
    # Nobody but AWS interrupts Spot capacity; here whoever gives AWS' own reason does.
    task.stop_code = "SpotInterruption" if reason == SPOT_INTERRUPTION else "UserInitiated"
    task.stopped_reason = reason or "Task stopped by user"
    return task


SPOT_INTERRUPTION = "Your Spot Task was interrupted."


def find_task(backend, cluster, task_arn):
    name = backend._get_cluster(cluster).name
    for arn, task in backend.tasks.get(name, {}).items():
        if arn.split("/")[-1] == task_arn.split("/")[-1]:
            return task
    raise InvalidParameterException("The referenced task was not found.")


def submit_task_state_change(self):
    task = find_task(self.ecs_backend, self._get_param("cluster"), self._get_param("task"))
    now = datetime.now(timezone.utc)
    if task._status == "STOPPED":
        return ActionResult({"acknowledgment": "too late"})
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


# --- EC2: what is in use stays ----------------------------------------------------------------
# AWS deletes no security group and no subnet that a network interface uses, and takes the
# interfaces of a NAT gateway and of an endpoint away with them. moto deletes both at once, keeps
# the interfaces, and fails on a deleted endpoint whose group has gone (ec2/models/security_groups.py,
# subnets.py, nat_gateways.py, vpcs.py). Nor has an interface a private name in a VPC without DNS
# hostnames, and RunTask asks for it (elastic_network_interfaces.py).

NetworkInterface.private_dns_name = ""


@replace(SecurityGroupBackend, "_delete_security_group")
def delete_security_group(old, backend, vpc_id, group_id):
    if any(group.id == group_id for eni in backend.enis.values() for group in eni.group_set):
        raise DependencyViolationError(f"resource {group_id} has a dependent object")
    return old(backend, vpc_id, group_id)


@replace(SubnetBackend, "delete_subnet")
def delete_subnet(old, backend, subnet_id):
    if any(eni.subnet.id == subnet_id for eni in backend.enis.values()):
        message = f"The subnet '{subnet_id}' has dependencies and cannot be deleted."
        raise DependencyViolationError(message)
    return old(backend, subnet_id)


@replace(NatGatewayBackend, "delete_nat_gateway")
def delete_nat_gateway(old, backend, nat_gateway_id):
    gateway = old(backend, nat_gateway_id)
    for address in gateway.address_set:
        if address.get("allocationId"):
            backend.disassociate_address(address=address["publicIp"])
        backend.enis.pop(address["networkInterfaceId"], None)
    return gateway


@replace(VPCEndPoint, "modify")
def modify_endpoint(old, endpoint, policy, add_subnets, remove_subnets, *others):
    old(endpoint, policy, add_subnets, remove_subnets, *others)
    backend = endpoint.ec2_backend
    for eni_id in list(endpoint.network_interface_ids):
        if backend.get_network_interface(eni_id).subnet.id in (remove_subnets or []):
            endpoint.network_interface_ids.remove(eni_id)
            backend.delete_network_interface(eni_id)
    for subnet_id in add_subnets or []:
        eni = backend.create_network_interface(subnet_id, random_private_ip())
        endpoint.network_interface_ids.append(eni.id)


@replace(VPCBackend, "delete_vpc_endpoints")
def delete_vpc_endpoints(old, backend, vpce_ids):
    old(backend, vpce_ids)
    for endpoint_id in vpce_ids:
        backend.vpc_end_points.pop(endpoint_id, None)


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
    if has_request_context() and request.values.get("Action") == "AssumeRole":
        # The local Fargate alone takes roles on here, and ECS names the task that it does it for.
        context["aws:sourcearn"] = f"arn:aws:ecs:{os.environ['AWS_DEFAULT_REGION']}:{DEFAULT_ACCOUNT_ID}:task/local"
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


# --- IAM: who is bounded by a policy ----------------------------------------------------------
# moto keeps the boundary of a role and doesn't count it (iam/models.py, ManagedPolicy).

ManagedPolicy.permissions_boundary_usage_count = property(
    lambda policy: sum(role.permissions_boundary_arn == policy.arn for role in policy.backend.roles.values())
)


# --- IAM: the name of ECS' own role -----------------------------------------------------------
# AWS writes the service in capitals; moto knows three of such names (iam/models.py).

SERVICE_NAME_CONVERSION["ecs"] = "ECS"


# --- S3: one winner --------------------------------------------------------------------------
# Of two conditional writes one wins on AWS; moto looks and writes in two steps, and its server
# has threads (moto/s3/responses.py, put_object, delete_object and _key_response_post).

writing = threading.RLock()

for operation in ("put_object", "delete_object", "_key_response_post"):

    @replace(S3Response, operation)
    def write_alone(old, self, *args, **kwargs):
        with writing:
            return old(self, *args, **kwargs)


# --- S3 and SQS: what a second plan reads back ------------------------------------------------


@replace(S3Response, "get_bucket_notification")
def get_bucket_notification(old, self):
    """moto stores that a bucket's events go to EventBridge and doesn't give it back (s3/responses.py)."""
    there = self.backend.get_bucket_notification_configuration(self.bucket_name)
    if there is None or there.event_bridge is None:
        return old(self)
    serialized = self.serialized

    def with_event_bridge(answer):
        answer.result["EventBridgeConfiguration"] = {}
        return serialized(answer)

    self.serialized = with_event_bridge
    return old(self)


old_attributes = Queue.attributes.fget


def queue_attributes(queue):
    """AWS gives a redrive policy back sorted and without spaces; providers compare text (sqs/models.py)."""
    result = old_attributes(queue)
    if "RedrivePolicy" in result:
        result["RedrivePolicy"] = json.dumps(queue.redrive_policy, separators=(",", ":"), sort_keys=True)
    return result


Queue.attributes = property(queue_attributes)


# --- CodeCommit ------------------------------------------------------------------------------
# Dates are numbers of seconds on AWS, text in moto (codecommit/models.py), which no typed SDK
# reads. Tags, descriptions that change, default branches and the list are missing
# (codecommit/responses.py).


@replace(CodeCommit, "__init__")
def new_repository(old, repository, *args, **kwargs):
    old(repository, *args, **kwargs)
    now = time.time()
    repository.repository_metadata.update(creationDate=now, lastModifiedDate=now)
    repository.tags = {}


@replace(CodeCommitResponse, "create_repository")
def create_repository(old, self):
    answer = old(self)
    repository = repository_of(self)
    repository.tags.update(self._get_param("tags") or {})
    if self._get_param("kmsKeyId"):
        repository.repository_metadata["kmsKeyId"] = self._get_param("kmsKeyId")
    return answer


def repository_of(self):
    name = self._get_param("repositoryName") or self._get_param("resourceArn").split(":")[-1]
    self.codecommit_backend.get_repository(name)
    return self.codecommit_backend.repositories[name]


def change_repository(key, parameter):
    def change(self):
        repository_of(self).repository_metadata[key] = self._get_param(parameter)
        return "{}"

    return change


def list_repositories(self):
    keys = ("repositoryName", "repositoryId")
    repositories = self.codecommit_backend.repositories.values()
    return json.dumps({"repositories": [{k: r.repository_metadata[k] for k in keys} for r in repositories]})


CodeCommitResponse.update_repository_description = change_repository("repositoryDescription", "repositoryDescription")
CodeCommitResponse.update_default_branch = change_repository("defaultBranch", "defaultBranchName")
CodeCommitResponse.list_repositories = list_repositories


def tag_calls(response, tags_of):
    """Gives a service the three calls for tags, on a map that `tags_of` finds."""

    def list_tags_for_resource(self):
        return json.dumps({"tags": tags_of(self)})

    def tag_resource(self):
        tags_of(self).update(self._get_param("tags"))
        return "{}"

    def untag_resource(self):
        for key in self._get_param("tagKeys"):
            tags_of(self).pop(key, None)
        return "{}"

    response.list_tags_for_resource = list_tags_for_resource
    response.tag_resource = tag_resource
    response.untag_resource = untag_resource


tag_calls(CodeCommitResponse, lambda self: repository_of(self).tags)


# --- CodePipeline ----------------------------------------------------------------------------
# Dates as above (codepipeline/models.py, metadata); a role may trust several services in one
# statement, where moto looks for one name (create_pipeline); GetPipelineState is missing.


CodePipeline.metadata = property(
    lambda self: {
        "pipelineArn": self._arn,
        "created": self._created.timestamp(),
        "updated": self._updated.timestamp(),
    }
)


class OneServiceEach:
    """A role whose trust policy has one statement a service."""

    def __init__(self, role):
        statements = json.loads(role.assume_role_policy_document)["Statement"]
        services = [s["Principal"].get("Service", []) for s in statements if isinstance(s["Principal"], dict)]
        flat = [x for entry in services for x in (entry if isinstance(entry, list) else [entry])]
        split = [{"Principal": {"Service": service}} for service in flat]
        self.assume_role_policy_document = json.dumps({"Statement": split})


class RolesOf:
    def __init__(self, iam):
        self.get_role_by_arn = lambda arn: OneServiceEach(iam.get_role_by_arn(arn))


CodePipelineBackend.iam_backend = property(lambda self: RolesOf(iam_backends[self.account_id][self.partition]))


def get_pipeline_state(self):
    pipeline, metadata = self.codepipeline_backend.get_pipeline(self._get_param("name"))
    states = [
        {
            "stageName": stage["name"],
            "inboundTransitionState": {"enabled": True},
            "actionStates": [{"actionName": action["name"]} for action in stage["actions"]],
        }
        for stage in pipeline["stages"]
    ]
    dates = {key: metadata[key] for key in ("created", "updated")}
    version = pipeline["version"]
    return json.dumps({"pipelineName": pipeline["name"], "pipelineVersion": version, "stageStates": states, **dates})


CodePipelineResponse.get_pipeline_state = get_pipeline_state


# --- CodeBuild -------------------------------------------------------------------------------
# A project that CodePipeline feeds has no locations of its own on AWS; moto demands them, and
# forgets a limit of builds. There are no updates and no webhooks (codebuild/responses.py), and DeleteProject by ARN, which is
# what providers send, deletes nothing and says it did (codebuild/models.py).


@replace(codebuild_responses, "_validate_required_params_source")
def source_location(old, source):
    if source["type"] not in ("CODEPIPELINE", "NO_SOURCE"):
        old(source)


@replace(codebuild_responses, "_validate_required_params_artifacts")
def artifact_location(old, artifacts):
    if artifacts["type"] != "CODEPIPELINE":
        old(artifacts)


def project_of(self, parameter):
    name = (self._get_param(parameter) or "").split("project/")[-1]
    projects = self.codebuild_backend.codebuild_projects
    if name not in projects:
        raise codebuild_responses.ResourceNotFoundException(f"Project cannot be found: {name}")
    return name, projects[name].project_metadata


@replace(CodeBuildResponse, "create_project")
def create_project(old, self):
    result = old(self)
    limit = self._get_param("concurrentBuildLimit")
    if limit is not None:
        project_of(self, "name")[1]["concurrentBuildLimit"] = limit
    return result


@replace(CodeBuildResponse, "delete_project")
def delete_project(old, self):
    name = self._get_param("name").split("project/")[-1]
    self.codebuild_backend.delete_project(name)
    return codebuild_responses.EmptyResult()


def update_project(self):
    _, project = project_of(self, "name")
    # Dates and the ARN stay, all that was sent is new.
    sent = json.loads(self.body)
    project.update({key: value for key, value in sent.items() if key != "name"})
    project["lastModified"] = time.time()
    return ActionResult({"project": project})


def create_webhook(self):
    name, project = project_of(self, "projectName")
    sent = json.loads(self.body)
    sent.pop("projectName")
    url = f"https://codebuild.{self.region}.amazonaws.com/webhooks?t={name}"
    project["webhook"] = {"url": url, "payloadUrl": url, "secret": "embedded", "branchFilter": "", **sent}
    return ActionResult({"webhook": project["webhook"]})


def update_webhook(self):
    _, project = project_of(self, "projectName")
    project["webhook"].update({k: v for k, v in json.loads(self.body).items() if k != "projectName"})
    return ActionResult({"webhook": project["webhook"]})


def delete_webhook(self):
    project_of(self, "projectName")[1].pop("webhook", None)
    return codebuild_responses.EmptyResult()


CodeBuildResponse.update_project = update_project
CodeBuildResponse.create_webhook = create_webhook
CodeBuildResponse.update_webhook = update_webhook
CodeBuildResponse.delete_webhook = delete_webhook


# --- Budgets ---------------------------------------------------------------------------------
# A budget can't be changed, the subscribers of a notification not be read back, and there are no
# tags (budgets/responses.py).


def update_budget(self):
    new = self._get_param("NewBudget")
    self.backend.budgets[self._get_param("AccountId")][new["BudgetName"]].budget.update(new)
    return "{}"


def describe_subscribers(self):
    budget = self.backend.budgets[self._get_param("AccountId")][self._get_param("BudgetName")]
    wanted = self._get_param("Notification")
    # AWS fills in what was left out, so the two need not be equal.
    for notification in budget.notifications:
        if all(notification.details.get(key, value) == value for key, value in wanted.items()):
            return json.dumps({"Subscribers": notification.subscribers})
    return json.dumps({"Subscribers": []})


def budget_tags(self):
    return self.backend.__dict__.setdefault("tags", {}).setdefault(self._get_param("ResourceARN"), [])


def list_budget_tags(self):
    return json.dumps({"ResourceTags": budget_tags(self)})


def tag_budget(self):
    new = self._get_param("ResourceTags")
    keys = {tag["Key"] for tag in new}
    budget_tags(self)[:] = [tag for tag in budget_tags(self) if tag["Key"] not in keys] + new
    return "{}"


def untag_budget(self):
    keys = self._get_param("ResourceTagKeys")
    budget_tags(self)[:] = [tag for tag in budget_tags(self) if tag["Key"] not in keys]
    return "{}"


@replace(BudgetsResponse, "create_budget")
def create_budget(old, self):
    answer = old(self)
    account, name = self._get_param("AccountId"), self._get_param("Budget")["BudgetName"]
    tags = self.backend.__dict__.setdefault("tags", {})
    tags[f"arn:aws:budgets::{account}:budget/{name}"] = self._get_param("ResourceTags") or []
    return answer


BudgetsResponse.update_budget = update_budget
BudgetsResponse.describe_subscribers_for_notification = describe_subscribers
BudgetsResponse.list_tags_for_resource = list_budget_tags
BudgetsResponse.tag_resource = tag_budget
BudgetsResponse.untag_resource = untag_budget


# --- Resource Groups Tagging API --------------------------------------------------------------
# AWS lists what bears tags of all these kinds; moto leaves them out (each backend's
# iter_tagged_resources, or its lack of one).


def other_tagged_resources(account, region):
    ec2 = ec2_backends[account][region]
    for kind, things in (("elastic-ip", ec2.addresses), ("vpc-endpoint", ec2.vpc_end_points.values())):
        for thing in list(things):
            yield f"arn:aws:ec2:{region}:{account}:{kind}/{thing.id}", dict(ec2.tags.get(thing.id, {}))

    ecr = ecr_backends[account][region]
    scheduler = scheduler_backends[account][region]
    events = events_backends[account][region]
    rules = [rule for bus in list(events.event_buses.values()) for rule in list(bus.rules.values())]
    for backend, things in (
        (ecr, ecr.repositories.values()),
        (scheduler, scheduler.schedule_groups.values()),
        (events, rules),
    ):
        for thing in list(things):
            yield thing.arn, backend.tagger.get_tag_dict_for_resource(thing.arn)

    for repository in list(codecommit_backends[account][region].repositories.values()):
        yield repository.repository_metadata["Arn"], repository.tags
    for pipeline in list(codepipeline_backends[account][region].pipelines.values()):
        yield pipeline._arn, pipeline.tags
    for project in list(codebuild_backends[account][region].codebuild_projects.values()):
        tags = project.project_metadata.get("tags") or []
        yield project.project_metadata["arn"], {tag["key"]: tag["value"] for tag in tags}


@replace(ResourceGroupsTaggingAPIBackend, "_get_resources_generator")
def tagged_resources(old, self, tag_filters=None, **kwargs):
    yield from old(self, tag_filters=tag_filters, **kwargs)
    wanted = make_tag_matcher(tag_filters)
    for arn, tags in other_tagged_resources(self.account_id, self.region_name):
        if tags and wanted(tags):
            yield TaggedResource(arn=arn, tags=tags, resource_type=arn.split(":")[2])


# --- CodeConnections, once CodeStar Connections -----------------------------------------------
# moto has neither. A connection stays PENDING, as on AWS until somebody confirms it in a browser.


class Connections:
    """Answers the calls of this one service, and hands all others on."""

    SERVICES = re.compile(r"Credential=[^/]+/\d+/([^/]+)/(codestar-connections|codeconnections)/")

    def __init__(self, application):
        self.application = application
        self.connections = {}
        self.tags = {}

    def __call__(self, environ, start_response):
        found = self.SERVICES.search(environ.get("HTTP_AUTHORIZATION", ""))
        if not found:
            return self.application(environ, start_response)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        sent = json.loads(environ["wsgi.input"].read(length) or "{}")
        action = environ["HTTP_X_AMZ_TARGET"].split(".")[-1]
        try:
            status, answer = "200 OK", getattr(self, action)(sent, *found.groups())
        except KeyError:
            message = "Could not find the connection"
            status, answer = "400 Bad Request", {"__type": "ResourceNotFoundException", "Message": message}
        start_response(status, [("content-type", "application/x-amz-json-1.0")])
        return [json.dumps(answer).encode()]

    def CreateConnection(self, sent, region, service):
        arn = f"arn:aws:{service}:{region}:{DEFAULT_ACCOUNT_ID}:connection/{uuid.uuid4()}"
        self.connections[arn] = {
            "ConnectionName": sent["ConnectionName"],
            "ConnectionArn": arn,
            "ProviderType": sent.get("ProviderType"),
            "OwnerAccountId": DEFAULT_ACCOUNT_ID,
            "ConnectionStatus": "PENDING",
        }
        self.tags[arn] = sent.get("Tags", [])
        return {"ConnectionArn": arn, "Tags": self.tags[arn]}

    def GetConnection(self, sent, *_):
        return {"Connection": self.connections[sent["ConnectionArn"]]}

    def ListConnections(self, *_):
        return {"Connections": list(self.connections.values())}

    def DeleteConnection(self, sent, *_):
        del self.connections[sent["ConnectionArn"]]
        return {}

    def ListTagsForResource(self, sent, *_):
        return {"Tags": self.tags[sent["ResourceArn"]]}

    def TagResource(self, sent, *_):
        self.UntagResource({**sent, "TagKeys": [tag["Key"] for tag in sent["Tags"]]})
        self.tags[sent["ResourceArn"]] += sent["Tags"]
        return {}

    def UntagResource(self, sent, *_):
        tags = self.tags[sent["ResourceArn"]]
        self.tags[sent["ResourceArn"]] = [tag for tag in tags if tag["Key"] not in sent["TagKeys"]]
        return {}


# --- A connection that breaks ----------------------------------------------------------------


class Once:
    """Does a call once, though its answer was lost and the SDK sends it again.

    The server closes every connection, and under load a client now and then loses an answer that
    way; the second CreateRole would then say that the role exists. SDKs name a call and count its
    attempts in two headers, so a later attempt gets the answer of the one that was carried out.
    """

    KEPT = 500

    def __init__(self, application):
        self.application = application
        self.answers = {}

    def __call__(self, environ, start_response):
        call = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
        if not call or environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return self.application(environ, start_response)
        if call in self.answers:
            status, headers, body = self.answers[call]
            start_response(status, headers)
            return [body]
        told = []

        def remember(status, headers, exc_info=None):
            told[:] = [status, headers]
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        body = b"".join(self.application(environ, remember))
        # What failed by our own fault may be tried again.
        if told and not told[0].startswith("5"):
            self.answers[call] = (*told, body)
            while len(self.answers) > self.KEPT:
                self.answers.pop(next(iter(self.answers)), None)
        return [body]


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
    application = Once(Connections(DomainDispatcherApplication(create_backend_app)))
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
