# The same steps as .ci/run, one at a time.
default: test

run *arguments:
    dotnet run --project frontend -- {{arguments}}

test *arguments:
    dotnet test {{arguments}}

format:
    dotnet format --severity warn --exclude silo

clients:
    npm ci --prefix tests/clients

snapshots:
    SQUAREMCP_UPDATE_SNAPSHOTS=1 dotnet test

ci mode="full":
    .ci/run {{mode}}
