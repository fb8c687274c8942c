using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Connections;
using Squaremcp.Grains.Connections;
using Squaremcp.Grains.Customers;
using Squaremcp.Grains.Publishing;
using Squaremcp.Ledger;
using Squaremcp.Limits;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Platforms.Square;
using Squaremcp.Publishing;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Tools;

/// <summary>Runs the gateway's own tools for one customer.</summary>
public sealed class GatewayToolRunner(Connectors connectors, CursorSealer cursors, ToolLimits limits, TimeProvider clock)
{
    internal async Task<ToolOutcome> RunAsync(
        AskedCustomer customer, Tool tool, string arguments, ToolCall call, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var context = new ToolContext { Customer = customer.Id, CallId = call.CallId, AnswerBytes = limits.AnswerBytes, Clock = clock, Cursors = cursors };
        var answers = new Answers(customer, call, connectors, limits, grains, clock);
        var result = await ((Tool<IGateway>)tool).InvokeAsync(answers, JsonElement.Parse(arguments), context, cancellationToken);
        return result.Error is { } error ? new() { Failure = error.ToFailure() } : ToolOutcome.Success(result.Json!, tool.Untrusted) with { Source = tool.Untrusted ? "the connected mailboxes" : null };
    }

    private sealed class Answers(AskedCustomer customer, ToolCall call, Connectors connectors, ToolLimits limits, IGrainFactory grains, TimeProvider clock) : IGateway
    {
        private const int LongestSpan = 366;

        private readonly ILedgerGrain ledger = grains.GetGrain<ILedgerGrain>(customer.Id);

        public IReadOnlyList<Mailbox> Mailboxes =>
        [
            .. from one in customer.State.View()!.Connections
               let search = connectors.OfPlatform(one.Platform)?.Platform.MailSearch
               where search is not null
               orderby one.Platform, one.Account
               select new Mailbox(one.Platform, one.Account, search),
        ];

        public async Task<MailboxAnswer> SearchAsync(Mailbox mailbox, string arguments, CancellationToken cancellationToken)
        {
            var outcome = await customer.Call(new() { Tool = mailbox.Tool, Arguments = arguments, Caller = call.Caller, CallId = Ids.New("call", clock.GetUtcNow()) }, cancellationToken);
            return new(outcome.Content, outcome.Failure is { } failure ? Outcomes.Word(failure.Kind) : null, outcome.Failure?.Message);
        }

        public Task<ConnectionList> ListConnectionsAsync(CancellationToken cancellationToken)
        {
            var connections = customer.State.View()!.Connections;
            return Task.FromResult(new ConnectionList(
                [.. connections.Select(one => new ConnectedAccount(one.Platform, one.Account, one.Status == ConnectionStatus.Connected ? "connected" : "broken", one.Label, one.ConnectedAt,
                    one.Health?.Reason, one.Health?.LastError, one.Health?.LastErrorAt, one.Health?.WorkedAt))],
                [.. connectors.All.Select(one => one.Platform.Name).Where(name => connections.All(one => one.Platform != name))]));
        }

        public async Task<HowToConnect> HowToConnectAsync(ConnectPlatform input, CancellationToken cancellationToken)
        {
            if (connectors.OfPlatform(input.Platform.ToLowerInvariant()) is not { } connector)
            {
                throw new ToolException(new(ToolErrorKind.NotFound, $"There is no platform {input.Platform}. There is {string.Join(", ", connectors.All.Select(one => one.Platform.Name))}."));
            }

            var (platform, account) = (connector.Platform, input.Account ?? "default");
            if (ConnectPlan.WrongName(account) is { } wrong)
            {
                throw new ToolException(new(ToolErrorKind.InvalidArgument, wrong.Message) { Argument = "account" });
            }

            var command = $"squaremcp connect {platform.Name} --customer {customer.Id}{(account == "default" ? "" : $" --account {account}")}";
            return connector is IOAuthConnector oauth ? await LinkAsync(oauth, account, command) : new(
                platform.Name,
                account,
                $"{platform.Description} A person who holds a key with full rights sends the request with that key in the header x-api-key, or the operator runs the command. The last word of the address is the account's name; use another to connect several.",
                HowToConnectFields(platform.SettingsSchema),
                $"PUT {limits.PublicOrigin()}/api/v1/connections/{platform.Name}/{account}",
                platform.SettingsExample,
                $"{command} {platform.ConnectOptions}".TrimEnd());
        }

        private async Task<HowToConnect> LinkAsync(IOAuthConnector connector, string account, string command)
        {
            var (platform, link) = (connector.Platform, await customer.Offer(connector.Platform.Name, account));
            return link.Failure is { } failure ? throw new ToolException(failure.ToError()) : new(
                platform.Name,
                account,
                $"{platform.Description} Give the person you work for the address in url, to open in a browser. It works once, until expires_at, and is for nobody else. The page there says what is asked for; nothing is connected before the person agrees there and signs in at {platform.Title}. Afterwards square_list_connections shows the account.",
                [],
                $"POST {limits.PublicOrigin()}/api/v1/connections/{platform.Name}/{account}/authorize",
                null,
                command)
            {
                Url = $"{limits.PublicOrigin()}/connect/{link.Ticket}",
                ExpiresAt = link.ExpiresAt,
                Scopes = [.. connector.OAuth.Scopes.Select(scope => scope.Needed ? scope.Meaning : $"{scope.Meaning} (may be left out)")],
            };
        }

        public async Task<UsageAnswer> UsageAsync(GetUsage input, CancellationToken cancellationToken)
        {
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            var (from, to) = (Day(input.From, "from") ?? new DateOnly(today.Year, today.Month, 1), Day(input.To, "to") ?? today);
            if (to < from || to.DayNumber - from.DayNumber > LongestSpan)
            {
                throw new ToolException(new(ToolErrorKind.InvalidArgument, $"`to` must not be before `from`, and not more than {LongestSpan} days after it.") { Argument = "to" });
            }

            var report = await ledger.Usage(from, to, cancellationToken);
            return new(Text(report.From), Text(report.To), report.Calls, [.. report.Tools.Select(one => new UsageOfTool(one.Tool, one.Calls, one.Failed))],
                [.. (await customer.Uses()).Select(one => new UseOfLimit(one.Limit, one.Of, one.Allowed, one.Used, one.ResetsAt, one.Warns))]);
        }

        public async Task<RecentCalls> RecentCallsAsync(ListRecentCalls input, ToolContext context, CancellationToken cancellationToken)
        {
            var purpose = context.Purpose("square_list_recent_calls");
            var before = context.Start(purpose, input.Cursor);
            var page = await ledger.Audit(new() { Before = before == 0 ? null : before, Limit = input.Limit, Action = "tool.call" }, cancellationToken);
            return new(
                [.. page.Entries.Select(one => new RecentCall(one.At, one.Target, one.Outcome, one.Account is null ? null : $"{one.Platform}/{one.Account}", one.Client, one.DurationMs, one.CallId, one.WriteId))],
                context.Next(purpose, page.Next));
        }

        public async Task<WriteFound> WriteAsync(GetWrite input, CancellationToken cancellationToken)
        {
            if (input is { Id: null, IdempotencyKey: null } or { Id: not null, IdempotencyKey: not null })
            {
                throw new ToolException(new(ToolErrorKind.InvalidArgument, "Give `id` or `idempotency_key`, one of the two. square_list_recent_calls shows the ids of recent changes as write_id.") { Argument = "id" });
            }

            var found = input.Id is { } id
                ? await ledger.Write(id, cancellationToken)
                : (await ledger.Writes(new() { Limit = 1, IdempotencyKey = input.IdempotencyKey }, cancellationToken)).Writes is [var newest, ..] ? newest : null;
            return found is null
                ? throw new ToolException(new(ToolErrorKind.NotFound, $"No change was sent with that {(input.Id is null ? "idempotency_key" : "id")}. If you made the call and got no answer, it did not get as far as the platform; square_list_recent_calls shows whether it was refused."))
                : new(
                    found.Id, found.Tool, Outcomes.Word(found.Status), found.At, found.EndedAt, found.Account is null ? null : $"{found.Platform}/{found.Account}",
                    found.Summary, found.IdempotencyKey, found.ResolvedAt, Advice(found));
        }

        public async Task<PublishFound> PublishAsync(GetPublish input, CancellationToken cancellationToken) =>
            PublishIds.IsOne(input.Id) && await grains.GetGrain<IPublishGrain>(input.Id).Describe(customer.Id, cancellationToken) is { } found
                ? PublishAnswers.Found(found, clock.GetUtcNow())
                : throw new ToolException(new(ToolErrorKind.NotFound, "There is no such publish: one is told of for a week after it has ended. square_list_recent_calls shows the calls that were made, with the write_id of each."));

        private static string Advice(WriteRecord write) => write.Status switch
        {
            WriteStatus.Done => "It was done. Do not repeat it.",
            WriteStatus.Failed => "Nothing was changed. It can be made again.",
            WriteStatus.Sent => "It is still running. Ask again in a few seconds; do not repeat it.",
            _ => "Nobody knows whether it was done. Read what it was meant to change. If it was not done, make the call again with \"repeat\": true and without the old idempotency_key; and ask the person you work for to mark it in the gateway.",
        };

        private static IReadOnlyList<ConnectField> HowToConnectFields(JsonObject schema) =>
        [
            .. from property in (JsonObject)schema["properties"]!
               let required = schema["required"] is JsonArray names && names.Any(name => name!.GetValue<string>() == property.Key)
               select new ConnectField(property.Key, property.Value!["description"]!.GetValue<string>(), required),
        ];

        private static DateOnly? Day(string? text, string argument) => text is null ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : throw new ToolException(new(ToolErrorKind.InvalidArgument, $"`{argument}` must be a day as YYYY-MM-DD, for example 2026-11-01.") { Argument = argument });

        private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}

/// <summary>Whom the gateway's own tools answer for, and what only its grain can do.</summary>
/// <param name="Offer">A link that connects an account, by platform and account.</param>
/// <param name="Call">A tool call like any other.</param>
internal sealed record AskedCustomer(
    string Id, CustomerState State, Func<Task<IReadOnlyList<LimitUse>>> Uses, Func<string, string, Task<ConnectLink>> Offer, Func<ToolCall, CancellationToken, Task<ToolOutcome>> Call);
