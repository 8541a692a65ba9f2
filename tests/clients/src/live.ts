// The page that docs/frontend.md builds: the runway of a business, read again whenever something changes.
import { graphql } from "./gql/gql.js";

export const RUNWAY = graphql(`
  query Live {
    business {
      id
      name
    }
    runway {
      asOf
      cash {
        amount
        currencyCode
      }
    }
  }
`);

export const CHANGED = graphql(`
  subscription Changed {
    businessChanged {
      kind
      id
    }
  }
`);
