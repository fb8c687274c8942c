# syntax=docker/dockerfile:1
# One image, both programs of the cluster; the first word says which:
#   docker build -t squaremcp .
#   docker run … squaremcp frontend
#   docker run … squaremcp silo
ARG DOTNET=10.0

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${DOTNET} AS build
ARG TARGETARCH
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source

# The projects first: a change of code alone does not restore again. The packages stay in this layer and not in a cache mount,
# which may be emptied while the layer that says "restored" is kept.
COPY Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt ./
COPY embedded/*.csproj embedded/
COPY frontend/*.csproj frontend/
COPY grain-interfaces/*.csproj grain-interfaces/
COPY grains/*.csproj grains/
COPY platforms/*.csproj platforms/
COPY sandbox/*.csproj sandbox/
COPY settings/*.csproj settings/
COPY silo/*.csproj silo/
COPY storage/*.csproj storage/
COPY telemetry/*.csproj telemetry/
COPY vault/*.csproj vault/
RUN dotnet restore silo -a $TARGETARCH -p:Configuration=Cluster && \
    dotnet restore frontend -a $TARGETARCH -p:Configuration=Cluster

COPY . .
# Analyzers have had their say in .ci/run. The host that stands beside an assembly is not needed: `dotnet` starts both.
RUN dotnet publish silo -c Cluster -a $TARGETARCH --no-restore --no-self-contained -p:UseAppHost=false -p:RunAnalyzers=false -o /app/silo && \
    dotnet publish frontend -c Cluster -a $TARGETARCH --no-restore --no-self-contained -p:UseAppHost=false -p:RunAnalyzers=false -o /app/frontend && \
    install -m 755 k8s/squaremcp /app/squaremcp

FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET}
LABEL org.opencontainers.image.title="SquareMCP"
WORKDIR /app
# Owned by root: the program cannot change itself. It writes to /data, /vaults and /tmp, which are volumes; the rest may be read-only.
COPY --from=build /app/ /app/
RUN install -d -o $APP_UID -g $APP_UID /data /vaults
# Diagnostics would put a socket into /tmp, where whoever shares it reads the memory of the process.
ENV DOTNET_EnableDiagnostics=0 \
    SQUAREMCP__DataDirectory=/data \
    SQUAREMCP__Platforms__Obsidian__VaultRoot=/vaults
USER $APP_UID
# 3456 clients; 8080 health of a silo, 11111 silo to silo, 30000 frontend to silo.
EXPOSE 3456 8080 11111 30000
ENTRYPOINT ["/app/squaremcp"]
CMD ["frontend", "--urls", "http://+:3456"]
