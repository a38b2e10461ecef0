#!/usr/bin/env bash
# Builds the image of a commit, once, and moves the channel tag to it. A commit that has an image
# keeps it, so a tag that names a commit never changes: built again, or rolled back to, it is the
# image that it was. Run from the repository's root.
set -euo pipefail

image=${IMAGE:?the repository of the images, with its registry}
cache=${CACHE:?the repository of the layers, with its registry}
channel=${CHANNEL:?the tag that the next run uses}
commit=${CODEBUILD_RESOLVED_SOURCE_VERSION:?the commit}
registry=${image%%/*}
repository=${image#*/}
# The image that Docker publishes; Docker Hub itself turns away what comes from addresses that
# many builds share.
builder=${BUILDKIT_IMAGE:-mirror.gcr.io/moby/buildkit:buildx-stable-1}

# Digest of the image that bears a tag, None if none does.
digest_of() {
  aws ecr batch-get-image --repository-name "$repository" --image-ids "imageTag=$1" \
    --query 'images[0].imageId.imageDigest' --output text
}

# Layers are kept in a repository of their own. Without a builder that can do so, and whatever
# goes wrong with them, the image is built all the same.
build() {
  local layers=()
  if docker buildx create --driver docker-container --driver-opt "image=$builder" \
    --use --bootstrap; then
    layers=(
      --cache-from "type=registry,ref=$cache:layers"
      --cache-to "type=registry,ref=$cache:layers,mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true"
    )
  fi
  # Without attestations an image is one manifest, and its digest the one that tasks report.
  docker buildx build --file job/Dockerfile "${layers[@]}" --provenance=false --sbom=false \
    --label "org.opencontainers.image.revision=$commit" --tag "$image:$commit" --push .
}

aws ecr get-login-password | docker login --username AWS --password-stdin "$registry"

digest=$(digest_of "$commit")
if [ "$digest" = None ]; then
  build
  digest=$(digest_of "$commit")
else
  echo "commit $commit has an image already"
fi

current=$(digest_of "$channel")
if [ "$current" != "$digest" ]; then
  manifest=$(aws ecr batch-get-image --repository-name "$repository" \
    --image-ids "imageDigest=$digest" --query 'images[0].imageManifest' --output text)
  # With the digest, so that ECR refuses a manifest which isn't the very same to the byte.
  aws ecr put-image --repository-name "$repository" --image-tag "$channel" \
    --image-digest "$digest" --image-manifest "$manifest" --query image.imageId
fi
echo "$channel is commit $commit: $image@$digest"
