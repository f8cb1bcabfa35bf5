# syntax=docker/dockerfile:1

# Exact versions. The lock files are written by this SDK: another one may prune other packages and refuse a locked restore.
ARG SDK=10.0.401-noble
ARG RUNTIME=10.0.12-noble-chiseled

FROM mcr.microsoft.com/dotnet/sdk:${SDK} AS build
ARG TARGETARCH=amd64
WORKDIR /source

# What decides the restore comes first, so that this layer lasts until a package changes.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY src/Domain/Domain.csproj src/Domain/packages.lock.json src/Domain/
COPY src/Application/Application.csproj src/Application/packages.lock.json src/Application/
COPY src/Infrastructure/Infrastructure.csproj src/Infrastructure/packages.lock.json src/Infrastructure/
COPY src/Sandbox/Sandbox.csproj src/Sandbox/packages.lock.json src/Sandbox/
COPY src/Console/Console.csproj src/Console/
COPY src/WebApi/WebApi.csproj src/WebApi/packages.*.json src/WebApi/
RUN dotnet restore src/WebApi --locked-mode -p:Precompiled=${TARGETARCH}

COPY .editorconfig BannedSymbols.txt ./
COPY src/ src/
# Without the stand-in for an upstream, which development alone has; compiled for the processor, which a start has not to do then.
RUN dotnet publish src/WebApi --no-restore --configuration Release --output /app -p:UseAppHost=false -p:Sandbox=false -p:Precompiled=${TARGETARCH} \
    && mkdir /app/data

# No shell and no package manager; the culture is the invariant one, so that ICU is not missed.
FROM mcr.microsoft.com/dotnet/aspnet:${RUNTIME}
WORKDIR /app
COPY --from=build /app .
# The one folder that is written to. The program itself belongs to root and cannot be changed by the user it runs as.
COPY --from=build --chown=${APP_UID}:${APP_UID} /app/data data

# No diagnostics socket under /tmp; a collection every 16 MiB (hexadecimal), where a server's large cache would make it hundreds, and load up to 200; two arenas of native memory;
# the listening address comes from HOST and PORT alone.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_GCgen0size=0x1000000 \
    DOTNET_GCgen0MaxBudget=0x1000000 \
    MALLOC_ARENA_MAX=2 \
    ASPNETCORE_HTTP_PORTS= \
    HOST=* \
    PORT=3000
USER ${APP_UID}
EXPOSE 3000

# The program asks its own /health/live: exit code 0 or 1.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["dotnet", "McpService.WebApi.dll", "health"]
ENTRYPOINT ["dotnet", "McpService.WebApi.dll"]
