export { usageLedger } from './ledger/ledger.js';
export type { LedgerStatus, UsageLedger } from './ledger/ledger.js';
export type { RetentionOptions, UsageLedgerOptions } from './ledger/ledger-options.js';
export type {
  BudgetExceededEvent,
  BudgetWarningEvent,
  LedgerEvent,
  LedgerEventOf,
  StoreProblemEvent,
  UnpricedModelEvent,
} from './ledger/ledger-events.js';
export type { Budget, BudgetSubject, BudgetUnit } from './budgets/budget.js';
export type { BudgetOutlook, Forecast, ForecastRequest, KnownLimits, KnownQuota } from './forecast/forecast.js';
export type { Currency } from './reports/currency.js';
export { usageMetadata } from './entries/labels.js';
export type { UsageMetadata } from './entries/labels.js';
export { priceTable } from './prices/price-table.js';
export type { ModelPrices, PriceTableOptions, TokenPrices } from './prices/price-table.js';
export type { Cost, PriceBook, PriceQuery } from './prices/price-book.js';
export { toCsv } from './reports/csv.js';
export { usageReports } from './reports/reports.js';
export type {
  DetailsQuery,
  HistoryQuery,
  ReportQuery,
  ReportSource,
  UsageDay,
  UsageGroup,
  UsageReports,
  UsageReportsOptions,
  UsageSummary,
} from './reports/reports.js';
export type { UsageTotals } from './reports/usage-totals.js';
export type { AttemptEntry, CallEntry, CostSource, UsageEntry, UsageLabels } from '../core/usage-entry.js';
export type { RolledUpDimension, UsageDimension, UsageFilter, UsageMeasure, UsageSums } from '../core/usage-totals.js';
export type {
  CleanUpResult,
  CleanUpRule,
  DayOffset,
  EntriesFilter,
  EntriesPage,
  EntriesQuery,
  StoreNotice,
  SumsQuery,
  SumsRow,
  UsageRange,
  UsageStore,
} from '../core/usage-store.js';
